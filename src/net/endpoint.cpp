// Addresses of sockets.
#include "owlet/net/endpoint.h"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <charconv>
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

// Four bytes in network order as "192.0.2.1".
void write_ipv4(host_text& text, const void* address) {
  std::array<unsigned char, 4> bytes{};
  std::memcpy(bytes.data(), address, bytes.size());
  char* at = text.characters.data();
  for (const unsigned byte : bytes) {
    if (at != text.characters.data()) *at++ = '.';
    at = std::to_chars(at, at + 3, byte).ptr;
  }
  text.size = static_cast<std::size_t>(at - text.characters.data());
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

// inet_ntop goes through printf; of the common case, a log wants one text per response.
host_text endpoint::host() const {
  host_text text{};
  if (family() == AF_INET) {
    write_ipv4(text, &address_.v4.sin_addr);
  } else if (IN6_IS_ADDR_V4MAPPED(&address_.v6.sin6_addr)) {
    write_ipv4(text, address_.v6.sin6_addr.s6_addr + 12);
  } else {
    ::inet_ntop(family(), &address_.v6.sin6_addr, text.characters.data(), INET6_ADDRSTRLEN);
    text.size = std::strlen(text.characters.data());
  }
  return text;
}

std::string endpoint::text() const {
  const std::string address(host().view());
  const bool bracketed = address.find(':') != std::string::npos;
  return (bracketed ? '[' + address + ']' : address) + ':' + std::to_string(port());
}

}  // namespace owlet::net
