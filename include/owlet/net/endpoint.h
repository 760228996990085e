// Addresses of sockets.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace owlet::net {

// A numeric address as text, kept in place.
struct host_text {
  std::array<char, INET6_ADDRSTRLEN> characters;
  std::size_t size = 0;

  // Valid as long as this object is.
  [[nodiscard]] std::string_view view() const { return {characters.data(), size}; }
};

// An IPv4 or IPv6 address with a port, or the end of a unix socket, whose name is not kept; a value
// of 28 bytes.
class endpoint {
public:
  // 0.0.0.0:0
  endpoint();

  // From a numeric address, IPv6 with or without brackets and scope, or "localhost"; nothing
  // when the text is neither. No name is ever looked up.
  [[nodiscard]] static std::optional<endpoint> parse(std::string_view address, std::uint16_t port);

  // The same without "localhost", brackets and scopes: what inet_pton(3) reads. For text of others:
  // asks the system nothing and takes no memory.
  [[nodiscard]] static std::optional<endpoint> parse_numeric(std::string_view address,
                                                             std::uint16_t port);

  // From 4 or 16 bytes in network order, and no other number of them.
  [[nodiscard]] static endpoint from_bytes(std::span<const std::uint8_t> address,
                                           std::uint16_t port);
  [[nodiscard]] static endpoint of_unix();

  // From what accept(2) or getsockname(2) filled in.
  [[nodiscard]] static endpoint from_sockaddr(const sockaddr_storage& address);

  // 0 for a unix socket.
  [[nodiscard]] std::uint16_t port() const;
  void set_port(std::uint16_t port);
  [[nodiscard]] int family() const { return address_.generic.sa_family; }
  [[nodiscard]] const sockaddr* data() const { return &address_.generic; }
  [[nodiscard]] socklen_t size() const;

  // The 4 or 16 bytes of the address in network order, and none for a unix socket; of an IPv4
  // address inside an IPv6 one the former. Valid as long as this object is.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const;

  // "192.0.2.1", "2001:db8::1", "unix:"; an IPv4 address inside an IPv6 one as the former.
  [[nodiscard]] host_text host() const;
  // "192.0.2.1:80", "[2001:db8::1]:80", "unix:".
  [[nodiscard]] std::string text() const;

private:
  union {
    sockaddr generic;
    sockaddr_in v4;
    sockaddr_in6 v6;
  } address_;
};

}  // namespace owlet::net
