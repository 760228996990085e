// Where an output_queue goes to: a socket, fed from memory only.
#pragma once

#include <cstdint>
#include <string_view>

#include "owlet/base/file_slice.h"
#include "owlet/base/page_cache.h"
#include "owlet/net/socket_io.h"

namespace owlet::net {

// Sends to a socket, borrowed. With disk_wait::refused a slice goes out as far as its bytes are in
// memory, and the kernel is asked for the next ones; nothing there is io_status::cold.
struct socket_sink {
  int socket;
  base::disk_wait wait;

  [[nodiscard]] io_result send(std::string_view bytes, more_follows more) const {
    return send_bytes(socket, bytes, more);
  }
  [[nodiscard]] io_result send(base::file_slice& slice, std::uint64_t most) const;
};

}  // namespace owlet::net
