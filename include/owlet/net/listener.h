// A listening TCP socket.
#pragma once

#include <cstdint>
#include <vector>

#include "owlet/base/unique_fd.h"
#include "owlet/net/endpoint.h"
#include "owlet/net/listen_spec.h"

namespace owlet::net {

enum class accept_status : std::uint8_t {
  accepted,   // a connection
  blocked,    // nobody is waiting
  gone,       // the one who waited has left, or the network failed for him: go on
  exhausted,  // no descriptor or no memory: he still waits, and there may be no new edge for him
};

struct accept_result {
  accept_status status;
  base::unique_fd socket;  // non-blocking, close-on-exec; empty unless accepted
  endpoint peer;
};

// Owns a listening socket. Its connections inherit TCP_NODELAY, and are handed out when their first
// bytes are there (TCP_DEFER_ACCEPT).
class listener {
public:
  // Binds and listens; port 0 lets the kernel choose. Throws std::system_error.
  explicit listener(const endpoint& where);

  [[nodiscard]] int fd() const { return fd_.get(); }
  // The address that is really bound.
  [[nodiscard]] const endpoint& where() const { return where_; }

  [[nodiscard]] accept_result accept() const;

private:
  base::unique_fd fd_;
  endpoint where_;
};

// A listener for each place; of those with port 0, the first one gets a free port, and the others
// the same. Throws std::system_error.
[[nodiscard]] std::vector<listener> listen_at(const std::vector<listen_spec>& places);

}  // namespace owlet::net
