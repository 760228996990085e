// What the disk said about a path.
#pragma once

#include <cstdint>

namespace owlet::site {

enum class file_kind : std::uint8_t {
  regular,    // may be served
  directory,  // a directory, or what a path with a trailing slash names
  absent,     // nothing of that name beneath the root, or a way out of it
  forbidden,  // no permission, or neither a regular file nor a directory
  exhausted,  // out of descriptors or memory for now
  failed,     // the disk did not answer as it should
};

// Everything that decides about a response, and nothing that is open.
struct file_info {
  file_kind kind = file_kind::absent;
  std::uint64_t size = 0;              // bytes
  std::int64_t mtime_seconds = 0;      // since 1970
  std::int64_t mtime_nanoseconds = 0;  // 0 to 999,999,999
};

}  // namespace owlet::site
