// What is to be done in one directory, from what lies in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/compress/settings.h"
#include "owlet/http/content_coding.h"
#include "owlet/site/file_info.h"

namespace owlet::compress {

enum class entry_kind : std::uint8_t { regular, other };

// A name in the directory. Where it is a link to a regular file that the server would serve, that
// file is what the rest is about.
struct entry {
  std::string name;
  entry_kind kind = entry_kind::other;
  bool is_link = false;
  std::uint64_t size = 0;  // bytes
  site::file_time mtime;
  unsigned mode = 0;  // permissions

  friend bool operator==(const entry&, const entry&) = default;
};

// A file, and the codings that it has no sidecar of, or an old one.
struct source {
  std::string path;  // from the top, as all paths below
  std::uint64_t size = 0;
  std::vector<http::content_coding> codings;

  friend bool operator==(const source&, const source&) = default;
};

struct plan {
  std::vector<source> sources;
  std::vector<std::string> blocked;   // where a sidecar belongs lies something else
  std::vector<std::string> orphans;   // sidecars whose original is gone, and leftovers
  std::vector<std::string> doubtful;  // as orphans, but they may be originals
  std::uint64_t current = 0;          // sidecars that are as they should be
  std::uint64_t files = 0;            // compressible ones
};

// What a temporary file of this command is called: a dotfile, so that no server serves it. The
// number of the process and one of its own stand behind.
inline constexpr std::string_view kTemporaryPrefix = ".owlet-compress-";

// Appends to the plan what is to be done with the entries of one directory, whose path from the top
// ends in a slash or is empty.
//
// - A sidecar is current when it is a regular file that is not empty and has the modification time
//   and the permissions of its original: nothing else is looked at.
// - An orphan is a sidecar whose original does not exist, under a name that would be compressed.
//   One that may be an original itself is left alone: when it is no .br, there is no other sidecar
//   of the same time beside it, and the name is not that of a part of pages: "sitemap.xml.gz".
void plan_directory(plan& made, const std::string& directory, std::vector<entry> entries,
                    const settings& wanted);

}  // namespace owlet::compress
