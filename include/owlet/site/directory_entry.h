// What a listing says of one name in a directory.
#pragma once

#include <cstdint>
#include <string_view>

#include "owlet/site/file_info.h"

namespace owlet::site {

enum class entry_kind : std::uint8_t { directory, file };

// The name's bytes belong to a name_pool that outlives the entry. They are as the disk has them:
// any but NUL and the slash.
struct directory_entry {
  std::string_view name;
  std::uint64_t size = 0;  // bytes; of no meaning for a directory
  file_time mtime;
  entry_kind kind = entry_kind::file;
};

}  // namespace owlet::site
