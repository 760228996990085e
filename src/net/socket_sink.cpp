// Where an output_queue goes to: a socket, fed from memory only.
#include "owlet/net/socket_sink.h"

#include <algorithm>

#include "owlet/base/limits.h"

namespace owlet::net {

io_result socket_sink::send(const base::file_slice& slice, std::uint64_t most) const {
  const int file = slice.file.get();
  if (wait == base::disk_wait::accepted || slice.in_memory == base::in_memory::all) {
    return send_file(socket, file, slice.offset, most);
  }
  const std::uint64_t wanted = std::min(most, base::kReadAheadBytes);
  std::uint64_t ready = base::bytes_in_memory(file, slice.offset, wanted);
  if (ready < wanted && !base::read_ahead(file, slice.offset + ready, wanted - ready)) {
    ready = wanted;
  }
  if (ready == 0) return {io_status::cold, 0};
  return send_file(socket, file, slice.offset, ready);
}

}  // namespace owlet::net
