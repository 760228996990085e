// A listening socket.
#pragma once

#include <cstdint>
#include <string>

#include "owlet/base/unique_fd.h"
#include "owlet/net/endpoint.h"
#include "owlet/net/listen_spec.h"
#include "owlet/net/unix_socket.h"

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

// Whether several sockets of ours are bound to one TCP address, among which the kernel divides its
// clients (SO_REUSEPORT of socket(7)).
enum class port_group : std::uint8_t {
  none,
  first,   // is told when somebody else, another owlet too, has the address already
  member,  // of a group whose first one is there
};

// Owns a listening socket of whatever kind. TCP connections inherit TCP_NODELAY, and are handed out
// when their first bytes are there (TCP_DEFER_ACCEPT).
class listener {
public:
  // Binds and listens; port 0 lets the kernel choose. Throws std::system_error, as all of these.
  explicit listener(const endpoint& where);
  // The same at a TCP or unix place. Of TCP only: the group, and the port that is taken for 0.
  explicit listener(const listen_spec& spec, port_group group = port_group::none,
                    std::uint16_t chosen_port = 0);
  // Takes over what listens already: a stream socket of TCP or unix(7), which is checked.
  listener(base::unique_fd socket, listen_spec spec, socket_name name = {});

  // Another descriptor of the same socket, for another process that is to accept from it too; both
  // are shared from then on. It has no name to remove.
  [[nodiscard]] listener duplicate();

  [[nodiscard]] int fd() const { return fd_.get(); }
  // The address that is really bound; endpoint::of_unix() for a unix socket.
  [[nodiscard]] const endpoint& where() const { return where_; }
  // What it was opened for; of port 0 that is not where it is.
  [[nodiscard]] const listen_spec& spec() const { return spec_; }
  // Where it is, as a person reads it: "127.0.0.1:8080", "unix:/run/owlet.sock".
  [[nodiscard]] std::string text() const;
  // Whether each connection begins with a header for read_proxy_header().
  [[nodiscard]] bool has_proxy_header() const { return spec_.has_proxy_header; }
  // Whether other workers wait at the same queue, so that a poller should wake one of them only
  // (EPOLLEXCLUSIVE of epoll_ctl(2)).
  [[nodiscard]] bool is_shared() const { return is_shared_; }
  [[nodiscard]] bool is_duplicate() const { return is_duplicate_; }

  // The file of a unix socket; see socket_name for who removes it. One that was bound here is owned
  // by the process that did so.
  [[nodiscard]] socket_name& name() { return name_; }
  [[nodiscard]] const socket_name& name() const { return name_; }

  // Lets others join it in a port_group.
  void allow_members() const;

  [[nodiscard]] accept_result accept() const;

private:
  void bind_tcp(const tcp_place& place, port_group group, std::uint16_t chosen_port);
  [[nodiscard]] bool is_tcp() const { return where_.family() != AF_UNIX; }

  listen_spec spec_;
  base::unique_fd fd_;
  socket_name name_;  // gone before the socket is
  endpoint where_;
  bool is_shared_ = false;
  bool is_duplicate_ = false;
};

}  // namespace owlet::net
