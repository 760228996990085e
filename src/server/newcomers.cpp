// The clients who have just been accepted, and what they have sent so far.
#include "owlet/server/newcomers.h"

#include <utility>

#include "owlet/net/socket_io.h"

namespace owlet::server {

// What is no data is found again by the connection itself.
std::span<const newcomers::newcomer> newcomers::read_all() {
  const std::size_t count = std::exchange(count_, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const net::io_result result = net::receive(clients_[i].fd, buffers_[i]);
    const bool has_data = result.status == net::io_status::moved;
    clients_[i].input = {buffers_[i].data(), has_data ? result.bytes : 0};
  }
  return {clients_.data(), count};
}

}  // namespace owlet::server
