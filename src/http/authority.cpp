// Host and port by the grammar.
#include "owlet/http/authority.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "owlet/http/percent.h"

namespace owlet::http {
namespace {

// unreserved, sub-delims and the sign of an escape
constexpr std::array<bool, 256> kIsHostByte = [] {
  std::array<bool, 256> is_host_byte{};
  constexpr std::string_view kBytes =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=%";
  for (const char c : kBytes) is_host_byte[static_cast<unsigned char>(c)] = true;
  return is_host_byte;
}();

bool is_host_byte(char c) { return kIsHostByte[static_cast<unsigned char>(c)]; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_reg_name(std::string_view text) {
  return std::ranges::all_of(text, is_host_byte) && !has_bad_escape(text);
}

bool is_ipv6_address(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.size() >= copy.size() || text.find('\0') != text.npos) return false;
  std::ranges::copy(text, copy.begin());
  in6_addr address{};
  return ::inet_pton(AF_INET6, copy.data(), &address) == 1;
}

// "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
bool is_future_address(std::string_view text) {
  if (!text.starts_with('v') && !text.starts_with('V')) return false;
  const std::size_t dot = text.find('.');
  if (dot == text.npos || dot < 2 || dot + 1 == text.size()) return false;
  return std::ranges::all_of(text.substr(1, dot - 1), is_hex_digit) &&
         std::ranges::all_of(text.substr(dot + 1),
                             [](char c) { return (is_host_byte(c) && c != '%') || c == ':'; });
}

// What stands between the brackets.
bool is_ip_literal(std::string_view text) {
  const std::size_t end = std::min(text.find('%'), text.size());
  if (end == text.size()) return is_ipv6_address(text) || is_future_address(text);
  const std::string_view zone = text.substr(end + 1);
  return !zone.empty() && std::ranges::all_of(zone, is_host_byte) &&
         is_ipv6_address(text.substr(0, end));
}

}  // namespace

bool is_host_and_port(std::string_view text) {
  const bool is_literal = text.starts_with('[');
  const std::size_t host_size =
      is_literal ? text.find(']') + 1 : std::min(text.find(':'), text.size());
  const std::string_view port = text.substr(host_size);
  if (!port.empty() && (port[0] != ':' || !std::ranges::all_of(port.substr(1), is_digit))) {
    return false;
  }
  if (!is_literal) return is_reg_name(text.substr(0, host_size));
  return host_size > 2 && is_ip_literal(text.substr(1, host_size - 2));
}

}  // namespace owlet::http
