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
void write_ipv4(host_text& text, std::span<const std::uint8_t> bytes) {
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

std::optional<endpoint> endpoint::parse_numeric(std::string_view address, std::uint16_t port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.size() >= text.size() || address.find('\0') != address.npos) return std::nullopt;
  std::copy(address.begin(), address.end(), text.begin());
  std::array<std::uint8_t, 16> bytes{};
  if (::inet_pton(AF_INET, text.data(), bytes.data()) == 1) {
    return from_bytes(std::span(bytes).first(4), port);
  }
  if (::inet_pton(AF_INET6, text.data(), bytes.data()) == 1) return from_bytes(bytes, port);
  return std::nullopt;
}

endpoint endpoint::from_bytes(std::span<const std::uint8_t> address, std::uint16_t port) {
  endpoint result;
  if (address.size() == sizeof(in_addr)) {
    std::memcpy(&result.address_.v4.sin_addr, address.data(), sizeof(in_addr));
  } else {
    result.address_.v6.sin6_family = AF_INET6;
    std::memcpy(&result.address_.v6.sin6_addr, address.data(), sizeof(in6_addr));
  }
  result.set_port(port);
  return result;
}

endpoint endpoint::of_unix() {
  endpoint result;
  result.address_.generic.sa_family = AF_UNIX;
  return result;
}

endpoint endpoint::from_sockaddr(const sockaddr_storage& address) {
  if (address.ss_family == AF_UNIX) return of_unix();
  endpoint result;
  std::memcpy(&result.address_, &address, sizeof result.address_);
  return result;
}

std::uint16_t endpoint::port() const {
  if (family() == AF_UNIX) return 0;
  return ntohs(family() == AF_INET6 ? address_.v6.sin6_port : address_.v4.sin_port);
}

void endpoint::set_port(std::uint16_t port) {
  (family() == AF_INET6 ? address_.v6.sin6_port : address_.v4.sin_port) = htons(port);
}

socklen_t endpoint::size() const {
  if (family() == AF_UNIX) return sizeof address_.generic.sa_family;
  return family() == AF_INET6 ? sizeof address_.v6 : sizeof address_.v4;
}

std::span<const std::uint8_t> endpoint::bytes() const {
  if (family() == AF_UNIX) return {};
  if (family() == AF_INET) {
    return {reinterpret_cast<const std::uint8_t*>(&address_.v4.sin_addr), sizeof(in_addr)};
  }
  const std::span<const std::uint8_t> all(address_.v6.sin6_addr.s6_addr);
  return IN6_IS_ADDR_V4MAPPED(&address_.v6.sin6_addr) ? all.last(sizeof(in_addr)) : all;
}

// inet_ntop goes through printf; of the common case, a log wants one text per response.
host_text endpoint::host() const {
  constexpr std::string_view kUnix = "unix:";
  host_text text{};
  const std::span<const std::uint8_t> address = bytes();
  if (address.size() == sizeof(in_addr)) {
    write_ipv4(text, address);
  } else if (address.empty()) {
    text.size = kUnix.copy(text.characters.data(), kUnix.size());
  } else {
    ::inet_ntop(AF_INET6, address.data(), text.characters.data(), INET6_ADDRSTRLEN);
    text.size = std::strlen(text.characters.data());
  }
  return text;
}

std::string endpoint::text() const {
  const std::string address(host().view());
  if (family() == AF_UNIX) return address;
  const bool bracketed = address.find(':') != std::string::npos;
  return (bracketed ? '[' + address + ']' : address) + ':' + std::to_string(port());
}

}  // namespace owlet::net
