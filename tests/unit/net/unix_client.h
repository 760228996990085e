// Clients of unix sockets, and sockets that others have left behind: for the tests of listeners.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "../support.h"
#include "owlet/base/unique_fd.h"

namespace owlet::testing {

inline sockaddr_un unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

// 0, or the errno of connect(2).
inline int try_connecting(int socket, const std::string& path) {
  const sockaddr_un address = unix_address(path);
  const auto* name = reinterpret_cast<const sockaddr*>(&address);
  return ::connect(socket, name, sizeof address) == 0 ? 0 : errno;
}

inline base::unique_fd connect_to_unix(const std::string& path) {
  base::unique_fd client(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (try_connecting(client.get(), path) != 0) throw std::runtime_error("connect " + path);
  return client;
}

// A socket that is bound, and listens unless the backlog is negative.
inline base::unique_fd bind_unix(const std::string& path, int backlog, int type = SOCK_STREAM) {
  base::unique_fd made(::socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const sockaddr_un address = unix_address(path);
  check_call(::bind(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
             "bind");
  if (backlog >= 0) check_call(::listen(made.get(), backlog), "listen");
  return made;
}

}  // namespace owlet::testing
