// Where an output_queue goes to: a socket, fed from memory only.
#include "owlet/net/socket_sink.h"

#include <algorithm>

#include "owlet/base/limits.h"

namespace owlet::net {

namespace {

// How much of a slice can be sent at once. A file that is all in memory is not looked at again for
// as long as it is open.
std::uint64_t bytes_ready(const base::file_slice& slice) {
  const int file = slice.file.get();
  const bool is_looked_at_whole = slice.length <= base::kWholeLookBytes;
  const std::uint64_t wanted = is_looked_at_whole ? slice.length : base::kReadAheadBytes;
  const std::uint64_t asked = std::min(wanted, base::kReadAheadBytes);
  const bool comes = base::read_ahead(file, slice.offset, asked);
  std::uint64_t ready = base::bytes_in_memory(file, slice.offset, asked);
  if (ready == asked && asked < wanted) {
    base::read_ahead(file, slice.offset + asked, wanted - asked);
    ready += base::bytes_in_memory(file, slice.offset + asked, wanted - asked);
  }
  if (ready == slice.length && slice.offset == 0) slice.file.note_in_memory();
  return ready == 0 && !comes ? asked : ready;
}

}  // namespace

io_result socket_sink::send(const base::file_slice& slice, std::uint64_t most) const {
  const bool may_wait = wait == base::disk_wait::accepted || slice.file.is_in_memory();
  const std::uint64_t ready = may_wait ? most : std::min(most, bytes_ready(slice));
  if (ready == 0) return {io_status::cold, 0};
  return send_file(socket, slice.file.get(), slice.offset, ready);
}

}  // namespace owlet::net
