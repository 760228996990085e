// Bytes on their way out: memory, and slices of files between it.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "owlet/base/file_slice.h"

namespace owlet::base {

// What `site` appends responses to and `net` sends: one run of memory, with slices of files at
// places in it. One string for all heads and small bodies, so that many responses are one send.
struct segment_buffer {
  struct placed_slice {
    std::size_t memory_end;  // the slice follows the memory up to here, in bytes
    file_slice slice;
  };

  std::string memory;
  std::vector<placed_slice> slices;  // by place; none is empty

  // Appends a slice behind everything that is there; an empty one is nothing.
  void append(file_slice slice) {
    if (slice.length > 0) slices.push_back({memory.size(), std::move(slice)});
  }
  // Forgets the contents and keeps the capacity.
  void clear() {
    memory.clear();
    slices.clear();
  }
};

}  // namespace owlet::base
