// A range of addresses: CIDR notation.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "owlet/net/endpoint.h"

namespace owlet::net {

// "192.0.2.0/24", "2001:db8::/32", a single address, or "unix" for every client of a unix socket
// (RFC 4632 section 3.1). A value. IPv4 addresses inside IPv6 ones are the IPv4 addresses that they
// are.
class address_range {
public:
  // Nothing when the text is no range. Bits behind the prefix have to be 0; names, brackets and
  // scopes are not taken.
  [[nodiscard]] static std::optional<address_range> parse(std::string_view text);

  [[nodiscard]] bool contains(const endpoint& address) const;

private:
  std::uint8_t address_bytes_ = 0;  // 4, 16, or 0 for unix sockets
  std::uint8_t prefix_bits_ = 0;
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace owlet::net
