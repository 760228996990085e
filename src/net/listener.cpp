// A listening TCP socket.
#include "owlet/net/listener.h"

#include <netinet/tcp.h>

#include <cerrno>

#include "owlet/base/limits.h"
#include "owlet/base/system_error.h"

namespace owlet::net {

namespace {

// How long the kernel holds a connection back whose client has sent nothing, in seconds. After that
// it is handed out all the same, and the time-out of the request head applies.
constexpr int kDeferAcceptSeconds = 1;

void set_option(int fd, int level, int name, int value, const char* what) {
  if (::setsockopt(fd, level, name, &value, sizeof value) != 0) base::throw_errno(what);
}

endpoint bound_address(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    base::throw_errno("getsockname");
  }
  return endpoint::from_sockaddr(address);
}

accept_status accept_status_of(int error) {
  switch (error) {
    case EAGAIN: return accept_status::blocked;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM: return accept_status::exhausted;
    default:
      return accept_status::gone;  // ECONNABORTED, EINTR and what accept(2) lists as network errors
  }
}

}  // namespace

listener::listener(const endpoint& where)
    : fd_(::socket(where.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  if (!fd_) base::throw_errno("socket for " + where.text());
  set_option(fd_.get(), SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
  set_option(fd_.get(), IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY");
  set_option(fd_.get(), IPPROTO_TCP, TCP_DEFER_ACCEPT, kDeferAcceptSeconds, "TCP_DEFER_ACCEPT");
  if (where.family() == AF_INET6)
    set_option(fd_.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY");
  if (::bind(fd_.get(), where.data(), where.size()) != 0) base::throw_errno("bind " + where.text());
  if (::listen(fd_.get(), base::kListenBacklog) != 0) base::throw_errno("listen " + where.text());
  where_ = bound_address(fd_.get());
}

accept_result listener::accept() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  base::unique_fd socket(::accept4(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size,
                                   SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket) return {accept_status_of(errno), {}, {}};
  return {accept_status::accepted, std::move(socket), endpoint::from_sockaddr(address)};
}

std::vector<listener> listen_at(const std::vector<listen_spec>& places) {
  std::vector<listener> listeners;
  std::uint16_t chosen_port = 0;
  for (const listen_spec& spec : places) {
    endpoint where = std::get<tcp_place>(spec.place).where;
    const bool any_port = where.port() == 0;
    if (any_port) where.set_port(chosen_port);
    listeners.emplace_back(where);
    if (any_port) chosen_port = listeners.back().where().port();
  }
  return listeners;
}

}  // namespace owlet::net
