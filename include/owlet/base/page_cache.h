// What of an open file is in memory, for whoever must not wait for a disk.
#pragma once

#include <cstdint>

namespace owlet::base {

// Whether a call may wait for a disk.
enum class disk_wait : std::uint8_t { refused, accepted };

// How many of the bytes [offset, offset + length) of a file, from the first one on, can be read
// without waiting for a disk. It is a sample: one page in 64 KiB is looked at (preadv2(2) with
// RWF_NOWAIT), or each (mincore(2)) where the file system does not know that flag. What cannot be
// found out counts as in memory.
[[nodiscard]] std::uint64_t bytes_in_memory(int file, std::uint64_t offset, std::uint64_t length);

// Asks the kernel to read these bytes (posix_fadvise(2)), and does not wait for them. False when it
// has not even begun, for there are file systems that keep nothing in memory: then there is nothing
// to wait for.
bool read_ahead(int file, std::uint64_t offset, std::uint64_t length);

}  // namespace owlet::base
