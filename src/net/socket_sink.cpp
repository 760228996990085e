// Where an output_queue goes to: a socket, fed from memory only.
#include "owlet/net/socket_sink.h"

#include <algorithm>

#include "owlet/base/limits.h"

namespace owlet::net {

namespace {

// Looks for the next bytes of a slice, and asks for those that are missing. Returns how many can be
// sent now.
std::uint64_t find_bytes(base::file_slice& slice) {
  const int file = slice.file.get();
  const bool was_asked = slice.offset < slice.asked_until;
  const std::uint64_t rest = was_asked ? slice.asked_until - slice.offset : base::kLookBytes;
  const std::uint64_t wanted = std::min(slice.length, rest);
  const auto how = was_asked ? base::look::closely : base::look::roughly;
  std::uint64_t found = base::bytes_in_memory(file, slice.offset, wanted, how);
  if (found < wanted) {
    const std::uint64_t missing = slice.offset + found;
    const std::uint64_t asked = std::min(slice.length - found, base::kReadAheadBytes);
    const bool comes = base::read_ahead(file, missing, asked);
    slice.asked_until = std::max(slice.asked_until, missing + asked);
    if (!comes) found = std::max(found, asked);
  } else if (slice.is_whole && slice.offset == 0 && wanted == slice.length) {
    slice.file.note_in_memory();
  }
  slice.found_until = slice.offset + found;
  return found;
}

}  // namespace

io_result socket_sink::send(base::file_slice& slice, std::uint64_t most) const {
  if (slice.file.is_in_memory()) {
    // Nothing is to be waited for.
  } else if (wait == base::disk_wait::accepted) {
    most = std::min(most, base::kReadAheadBytes);  // everybody waits for these
  } else {
    const bool is_found = slice.found_until > slice.offset;
    const std::uint64_t found = is_found ? slice.found_until - slice.offset : find_bytes(slice);
    if (found == 0) return {io_status::cold, 0};
    most = std::min(most, found);
  }
  return send_file(socket, slice.file.get(), slice.offset, most);
}

}  // namespace owlet::net
