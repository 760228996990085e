// Which file answers a request, or where it leads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/http/request.h"
#include "owlet/http/status.h"
#include "owlet/http/target_path.h"
#include "owlet/site/former_trees.h"
#include "owlet/site/options.h"
#include "owlet/site/redirect_rules.h"
#include "owlet/site/representation.h"
#include "owlet/site/special_files.h"
#include "owlet/site/tree.h"

namespace owlet::site {

// By which of the site's ways a request came to its answer.
enum class way : std::uint8_t {
  path,         // the path names it
  index,        // the path names the directory of it
  clean_url,    // the path names it without its ".html", or should
  rule,         // a line of `_redirects`
  former_root,  // a root that was served before has it
  fallback,     // the page for navigations to nowhere
  slash,        // the path names a directory without its slash
  prefix,       // it is, or is not, beneath --prefix
  listing,      // the path names a directory that has no index
  hidden,       // a name begins with a dot, or is that of a file of rules
};

// What answers. The views are of the resolver or what it borrows, and valid until its next call.
struct destination {
  enum class kind : std::uint8_t {
    file,      // `found`, which may be anything that a path can name, by the rules of HTTP
    page,      // a page for `status`: `found` if it is set, or else the built-in one
    redirect,  // `status` with `location`
    listing,   // what is in the directory `file`
    waiting,   // the disk has been asked, and the request is to come again
  };
  kind outcome = kind::file;
  way by = way::path;
  http::status status = http::status::ok;
  const representation* found = nullptr;
  std::string_view file;  // the path beneath the root of what answers; empty when nothing does
  std::string_view location;
  std::size_t rule_line = 0;  // of `_redirects`
};

// The order in which the ways are tried: names that are hidden are nowhere; a forced rule; the
// path, its index, its clean URL, the listing of it; a former root; a rule; the fallback. Borrows
// everything but the settings.
class resolver {
public:
  resolver(tree& now, former_trees& before, const special_files& special, const options& how);

  // For GET and HEAD of a target of the kind `path`.
  [[nodiscard]] const destination& resolve(const http::request& request,
                                           const http::target_path& target, const lookup& how);

  // The page that the root has for a status, null if none or if it is not at hand.
  [[nodiscard]] const representation* find_page(http::status status, const http::request& request,
                                                const lookup& how);

  // What was resolved last, for `owlet explain`.
  [[nodiscard]] const destination& last() const { return result_; }

private:
  using kind = destination::kind;
  struct question;
  // Whether the client is led to the one right URL of a file, or gets it under any that names it,
  // as a rule does that serves it.
  enum class urls : std::uint8_t { right_one, any };

  [[nodiscard]] bool goes_by_path(const http::target_path& target) const;
  [[nodiscard]] bool find_file(const question& asked);
  void decide(const question& asked);
  [[nodiscard]] bool find_rule(const question& asked);
  void apply_rule(const question& asked);
  void locate(const question& asked, plain_path path, urls allowed);
  void locate_name(const question& asked, std::string_view path, urls allowed);
  void locate_index(const question& asked, std::string_view path, urls allowed);
  bool lead_without_slash(const question& asked, std::string_view path, urls allowed);
  void try_listing(const question& asked, std::string_view path);
  bool lead_to_directory(const question& asked, std::string_view path);
  void lead_to_clean_url(const question& asked, std::string_view path);
  [[nodiscard]] bool try_former_roots(const question& asked, std::string_view path);
  void try_fallback(const question& asked, std::string_view path);

  file_kind find(const question& asked, std::string_view path, std::string_view suffix, way by);
  file_kind find_index(const question& asked, std::string_view path);
  [[nodiscard]] bool is_nowhere() const {
    if (result_.outcome != kind::file) return false;
    const file_kind found = result_.found->info.kind;
    return found == file_kind::absent || found == file_kind::outside;
  }
  void give_page(http::status status, way by) {
    result_.outcome = kind::page;
    result_.by = by;
    result_.status = status;
    result_.found = nullptr;
  }
  void lead_to(const question& asked, way by, plain_path path);
  void finish(const question& asked);
  const destination& settle();

  tree& tree_;
  former_trees& former_;
  const special_files& special_;
  const options& how_;
  destination result_;
  redirect_match rule_;
  std::string path_;                // that was put together last
  const std::string* at_ = &path_;  // what was looked up last
  std::string location_;
  http::target_path canonical_;
};

}  // namespace owlet::site
