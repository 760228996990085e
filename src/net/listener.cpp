// A listening socket.
#include "owlet/net/listener.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

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

int option_of(int fd, int name, const std::string& what) {
  int value = 0;
  socklen_t size = sizeof value;
  if (::getsockopt(fd, SOL_SOCKET, name, &value, &size) != 0) base::throw_errno(what);
  return value;
}

void set_tcp_options(int fd) {
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY");
  set_option(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, kDeferAcceptSeconds, "TCP_DEFER_ACCEPT");
}

struct bound_name {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
};

bound_name bound_name_of(int fd) {
  bound_name name;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&name.address), &name.size) != 0) {
    base::throw_errno("getsockname");
  }
  return name;
}

endpoint bound_address(int fd) { return endpoint::from_sockaddr(bound_name_of(fd).address); }

// "/run/owlet.sock", "@abstract".
std::string bound_path(int fd) {
  const bound_name name = bound_name_of(fd);
  const std::size_t size = name.size - offsetof(sockaddr_un, sun_path);
  std::string path(reinterpret_cast<const sockaddr_un&>(name.address).sun_path, size);
  if (path.starts_with('\0')) path.front() = '@';
  return path.c_str();
}

[[noreturn]] void refuse(const std::string& what) {
  throw std::system_error(EINVAL, std::generic_category(), what);
}

// What is no socket at all fails at the first question.
void check_listening(int fd, const std::string& text) {
  const std::string what = "listen " + text;
  if (option_of(fd, SO_TYPE, what) != SOCK_STREAM) refuse(what + ", which is no stream socket");
  const int family = option_of(fd, SO_DOMAIN, what);
  if (family != AF_INET && family != AF_INET6 && family != AF_UNIX) {
    refuse(what + ", which is neither TCP nor a unix socket");
  }
  if (option_of(fd, SO_ACCEPTCONN, what) == 0) refuse(what + ", which does not listen");
}

void set_flags(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) base::throw_errno("O_NONBLOCK");
  if (::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) base::throw_errno("FD_CLOEXEC");
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
    : listener(listen_spec{.place = tcp_place{.where = where}}) {}

listener::listener(const listen_spec& spec, port_group group, std::uint16_t chosen_port)
    : spec_(spec) {
  if (const auto* path = std::get_if<unix_place>(&spec.place)) {
    unix_listener made = listen_at_unix(*path);
    fd_ = std::move(made.socket);
    name_ = std::move(made.name);
  } else {
    bind_tcp(std::get<tcp_place>(spec.place), group, chosen_port);
  }
  where_ = bound_address(fd_.get());
}

listener::listener(base::unique_fd socket, listen_spec spec, socket_name name)
    : spec_(std::move(spec)), fd_(std::move(socket)), name_(std::move(name)) {
  check_listening(fd_.get(), spec_.text());
  set_flags(fd_.get());
  where_ = bound_address(fd_.get());
  if (is_tcp()) set_tcp_options(fd_.get());
}

// The first one of a group binds as if it were alone: bound with SO_REUSEPORT from the start, it
// would join whoever of the same user is there. What counts for the members is what it has when
// they bind.
void listener::bind_tcp(const tcp_place& place, port_group group, std::uint16_t chosen_port) {
  endpoint where = place.where;
  if (where.port() == 0) where.set_port(chosen_port);
  fd_ = base::unique_fd(::socket(where.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd_) base::throw_errno("socket for " + where.text());
  set_option(fd_.get(), SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
  set_tcp_options(fd_.get());
  if (where.family() == AF_INET6) {
    set_option(fd_.get(), IPPROTO_IPV6, IPV6_V6ONLY, place.is_dual_stack ? 0 : 1, "IPV6_V6ONLY");
  }
  if (group == port_group::member) allow_members();
  if (::bind(fd_.get(), where.data(), where.size()) != 0) base::throw_errno("bind " + where.text());
  if (group == port_group::first) allow_members();
  if (::listen(fd_.get(), base::kListenBacklog) != 0) base::throw_errno("listen " + where.text());
}

listener listener::duplicate() {
  base::unique_fd other(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0));
  if (!other) base::throw_errno("duplicate " + spec_.text());
  listener made(std::move(other), spec_);
  is_shared_ = made.is_shared_ = true;
  made.is_duplicate_ = true;
  return made;
}

void listener::allow_members() const {
  set_option(fd_.get(), SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT");
}

std::string listener::text() const {
  return is_tcp() ? where_.text() : "unix:" + bound_path(fd_.get());
}

accept_result listener::accept() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  base::unique_fd socket(::accept4(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size,
                                   SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket) return {accept_status_of(errno), {}, {}};
  return {accept_status::accepted, std::move(socket), endpoint::from_sockaddr(address)};
}

}  // namespace owlet::net
