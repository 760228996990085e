// What of an open file is in memory, for whoever must not wait for a disk.
#pragma once

#include <cstdint>

namespace owlet::base {

// Whether a call may wait for a disk.
enum class disk_wait : std::uint8_t { refused, accepted };

// How closely bytes are looked for.
enum class look : std::uint8_t {
  // At the first one and at the end of each piece of 256 KiB, for kernels seldom forget less at
  // once.
  roughly,
  // At both ends of each piece of 64 KiB: once read_ahead has asked for them, they come in pieces
  // that are larger than that.
  closely
};

// How many of the bytes [offset, offset + length) of a file, from the first one on, can be read
// without waiting for a disk: by preadv2(2) with RWF_NOWAIT, or at each page by mincore(2) where
// the file system does not know that flag. What cannot be found out counts as in memory. Where a
// byte is missing, the kernel has begun to read a little around it: read_ahead has to ask for the
// rest before anybody looks again.
[[nodiscard]] std::uint64_t bytes_in_memory(int file, std::uint64_t offset, std::uint64_t length,
                                            look how);

// Asks the kernel to read the bytes [offset, offset + length) of a file (posix_fadvise(2)), without
// waiting for them. False when it has not even begun, for there are file systems that keep nothing
// in memory: then there is nothing to wait for.
bool read_ahead(int file, std::uint64_t offset, std::uint64_t length);

}  // namespace owlet::base
