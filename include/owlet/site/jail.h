// Opens names beneath a directory, and nothing outside of it.
#pragma once

#include <cstdint>

namespace owlet::site {

// How names are resolved beneath a directory.
enum class resolution : std::uint8_t {
  by_kernel,  // openat2(2) with RESOLVE_BENEATH: links are followed, and none leads out
  by_walking  // one component after the other with O_NOFOLLOW: no link is followed at all
};

// What this kernel can do.
[[nodiscard]] resolution best_resolution(int directory);

// Opens a relative path, without "." and ".." in it; -1, and errno, when that fails. EXDEV and
// ELOOP say that a link leads out; by walking, one on the way is ENOTDIR.
[[nodiscard]] int open_beneath(int directory, const char* path, int flags, resolution how);

}  // namespace owlet::site
