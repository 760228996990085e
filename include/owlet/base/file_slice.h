// A piece of an open file, on its way from the site to the network.
#pragma once

#include <cstdint>

#include "owlet/base/shared_file.h"

namespace owlet::base {

// What is known of where a slice's bytes are: all of them were in memory less than a second or two
// ago, or they have to be looked for before a read that must not wait for a disk.
enum class in_memory : bool { unknown, all };

// The bytes [offset, offset + length) of a file: the body that `site` makes and `net` sends. Keeps
// the file open; says nothing about whether it still is that long.
struct file_slice {
  shared_file file;
  std::uint64_t offset = 0;  // bytes from the start of the file
  std::uint64_t length = 0;  // bytes; 0 means that there is no body here
  base::in_memory in_memory = in_memory::unknown;
};

}  // namespace owlet::base
