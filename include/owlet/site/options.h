// The settings of a site.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/site/file_cache.h"
#include "owlet/site/header_changes.h"
#include "owlet/site/representation.h"

namespace owlet::site {

// Whether names that begin with a dot are served as others are, or answered as if there were none.
enum class dotfile_use : bool { hidden, served };

// Whether "/about" may be the name of about.html.
enum class clean_urls : bool { off, on };

// Whether a directory without an index page answers with a list of what is in it.
enum class listing_use : bool { off, on };

// Whether scripts of other origins may read what is served (the CORS protocol of the Fetch
// standard).
enum class cross_origin : bool { refused, allowed };

// Whether answers carry the preset of fields that narrow what a browser does with them.
enum class security_preset : bool { off, on };

// Who is asked for a name and a password.
struct auth_options {
  std::string file = {};                // of users and hashes, by an absolute path; "" for nobody
  std::vector<std::string> paths = {};  // patterns, as guarded_paths takes them; none: everything
  std::string realm = "owlet";          // what browsers show: printable ASCII

  [[nodiscard]] bool is_on() const { return !file.empty(); }
};

struct options {
  cache_limits cache{.entries = 4096, .bytes = 16 * 1024 * 1024, .files = 256};
  presentation files = {};
  dotfile_use dotfiles = dotfile_use::hidden;
  site::clean_urls clean_urls = clean_urls::off;
  listing_use list = listing_use::off;
  // The file beneath the root that answers navigations to nowhere; "" for none.
  std::string fallback = {};
  // Where the root is on the server, without a slash at its end: "/app"; "" for everywhere.
  std::string prefix = {};
  // How long the root that a link led to before answers for hashed names that are gone; 0 is not.
  base::duration keep_previous = std::chrono::minutes(10);
  // A directory that does the same for as long as owlet runs; "" for none.
  std::string previous_root = {};
  // Directories outside of the root that links may lead into.
  std::vector<std::string> follow = {};
  // For all answers; weaker than what a file of rules says.
  header_changes fields = {};
  // Answers that are given without asking the disk, as parse_fixed_answer takes them.
  std::vector<std::string> respond = {};
  cross_origin cors = cross_origin::refused;
  security_preset security = security_preset::off;
  auth_options auth = {};
};

}  // namespace owlet::site
