// Addresses of sockets.
#include "owlet/net/endpoint.h"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace owlet::net {

namespace {

bool parse_v4(const std::string& address, std::uint16_t port, sockaddr_in& out) {
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  return ::inet_pton(AF_INET, address.c_str(), &out.sin_addr) == 1;
}

bool parse_v6(std::string address, std::uint16_t port, sockaddr_in6& out) {
  out.sin6_family = AF_INET6;
  out.sin6_port = htons(port);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
    address = address.substr(1, address.size() - 2);
  }
  const std::size_t percent = address.find('%');
  if (percent != std::string::npos) {
    out.sin6_scope_id = ::if_nametoindex(address.c_str() + percent + 1);
    if (out.sin6_scope_id == 0) return false;
    address.resize(percent);
  }
  return ::inet_pton(AF_INET6, address.c_str(), &out.sin6_addr) == 1;
}

}  // namespace

endpoint::endpoint() : address_{} {
  address_.v6 = {};
  address_.v4.sin_family = AF_INET;
}

std::optional<endpoint> endpoint::parse(std::string_view address, std::uint16_t port) {
  const std::string text(address == "localhost" ? "127.0.0.1" : address);
  endpoint result;
  if (parse_v4(text, port, result.address_.v4)) return result;
  result.address_.v6 = {};
  if (parse_v6(text, port, result.address_.v6)) return result;
  return std::nullopt;
}

endpoint endpoint::from_sockaddr(const sockaddr_storage& address) {
  endpoint result;
  std::memcpy(&result.address_, &address, sizeof result.address_);
  return result;
}

std::uint16_t endpoint::port() const {
  return ntohs(family() == AF_INET6 ? address_.v6.sin6_port : address_.v4.sin_port);
}

void endpoint::set_port(std::uint16_t port) {
  (family() == AF_INET6 ? address_.v6.sin6_port : address_.v4.sin_port) = htons(port);
}

socklen_t endpoint::size() const {
  return family() == AF_INET6 ? sizeof address_.v6 : sizeof address_.v4;
}

std::string endpoint::host() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = &address_.v4.sin_addr;
  if (family() == AF_INET6) bytes = &address_.v6.sin6_addr;
  ::inet_ntop(family(), bytes, text.data(), static_cast<socklen_t>(text.size()));
  constexpr std::string_view kMapped = "::ffff:";
  const std::string_view whole = text.data();
  const bool is_mapped = whole.starts_with(kMapped) && whole.find('.') != std::string_view::npos;
  return std::string(is_mapped ? whole.substr(kMapped.size()) : whole);
}

std::string endpoint::text() const {
  const std::string address = host();
  const bool bracketed = address.find(':') != std::string::npos;
  return (bracketed ? '[' + address + ']' : address) + ':' + std::to_string(port());
}

}  // namespace owlet::net
