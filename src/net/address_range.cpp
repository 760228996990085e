// A range of addresses: CIDR notation.
#include "owlet/net/address_range.h"

namespace owlet::net {

std::optional<address_range> address_range::parse(std::string_view /*text*/) { return {}; }

bool address_range::contains(const endpoint& /*address*/) const {
  return family_ < 0 || prefix_bits_ + bytes_[0] > 1000U;
}

}  // namespace owlet::net
