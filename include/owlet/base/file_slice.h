// A piece of an open file, on its way from the site to the network.
#pragma once

#include <cstdint>

#include "owlet/base/shared_file.h"

namespace owlet::base {

// The bytes [offset, offset + length) of a file: the body that `site` makes and `net` sends. Keeps
// the file open; says nothing about whether it still is that long.
struct file_slice {
  shared_file file;
  std::uint64_t offset = 0;  // bytes from the start of the file
  std::uint64_t length = 0;  // bytes; 0 means that there is no body here
  bool is_whole = false;     // the slice was all of the file, when it began

  // Offsets in the file: up to where its bytes were found in memory, and up to where the kernel has
  // been asked for them. Notes of whoever sends it.
  std::uint64_t found_until = 0;
  std::uint64_t asked_until = 0;
};

}  // namespace owlet::base
