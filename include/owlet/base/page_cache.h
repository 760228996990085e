// What of an open file is in memory, for whoever must not wait for a disk.
#pragma once

#include <cstdint>

namespace owlet::base {

// Whether a call may wait for a disk.
enum class disk_wait : std::uint8_t { refused, accepted };

// Asks the kernel to read the bytes [offset, offset + length) of a file (posix_fadvise(2)), without
// waiting for them. False when it has not even begun, for there are file systems that keep nothing
// in memory: then there is nothing to wait for.
bool read_ahead(int file, std::uint64_t offset, std::uint64_t length);

// How many of the bytes [offset, offset + length), from the first one on, can be read without
// waiting for a disk, once read_ahead has asked for them. It looks at the ends of each piece of
// 64 KiB (preadv2(2) with RWF_NOWAIT), for what is read ahead comes in pieces larger than that; or
// at each page (mincore(2)) where the file system does not know that flag. What cannot be found out
// counts as in memory. To look at what was not asked for would make the kernel read a little around
// each place that is looked at.
[[nodiscard]] std::uint64_t bytes_in_memory(int file, std::uint64_t offset, std::uint64_t length);

}  // namespace owlet::base
