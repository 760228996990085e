// The address of this machine that others reach it at.
#include "owlet/net/outward_address.h"

#include <algorithm>

#include "owlet/base/unique_fd.h"

namespace owlet::net {

namespace {

// Of documentation (RFC 5737, RFC 3849): nobody is there, and the way is that to everybody.
constexpr std::uint16_t kAnyPort = 9;
endpoint somebody_far(int family) {
  return *endpoint::parse_numeric(family == AF_INET ? "192.0.2.1" : "2001:db8::1", kAnyPort);
}

}  // namespace

// To connect a datagram socket only asks the kernel for the way.
std::optional<endpoint> outward_address(int family) {
  const base::unique_fd socket(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const endpoint far = somebody_far(family);
  if (!socket || ::connect(socket.get(), far.data(), far.size()) != 0) return std::nullopt;
  sockaddr_storage own = {};
  socklen_t size = sizeof own;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&own), &size) != 0) {
    return std::nullopt;
  }
  endpoint found = endpoint::from_sockaddr(own);
  const auto bytes = found.bytes();
  const bool is_loopback = family == AF_INET
                               ? bytes.front() == 127
                               : std::all_of(bytes.begin(), bytes.end() - 1,
                                             [](std::uint8_t byte) { return byte == 0; });
  if (is_loopback) return std::nullopt;
  found.set_port(0);
  return found;
}

}  // namespace owlet::net
