// A range of addresses: CIDR notation.
#include "owlet/net/address_range.h"

#include <algorithm>
#include <charconv>

namespace owlet::net {

namespace {

constexpr unsigned kMappedPrefixBits = 96;  // ::ffff:0:0/96 holds the IPv4 addresses

// A number without a sign or zeros ahead of it.
std::optional<unsigned> parse_prefix(std::string_view text, unsigned most) {
  unsigned bits = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, bits);
  const bool is_canonical = text.size() == 1 || !text.starts_with('0');
  if (read.ec != std::errc{} || read.ptr != end || !is_canonical || bits > most) return {};
  return bits;
}

// Whether the bits from `first` on are all 0.
bool is_zero_from(std::span<const std::uint8_t> bytes, unsigned first) {
  const std::size_t whole = first / 8;
  if (whole == bytes.size()) return true;
  const unsigned rest = bytes[whole] & (0xffU >> (first % 8));
  return rest == 0 && std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(whole) + 1,
                                  bytes.end(), [](unsigned byte) { return byte == 0; });
}

bool begin_alike(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) {
    return false;
  }
  return bits % 8 == 0 || ((a[whole] ^ b[whole]) >> (8 - bits % 8)) == 0;
}

}  // namespace

std::optional<address_range> address_range::parse(std::string_view text) {
  address_range result;
  if (text == "unix") return result;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto address = endpoint::parse_numeric(text.substr(0, slash), 0);
  if (!address) return std::nullopt;
  const auto bytes = address->bytes();
  const bool is_mapped = address->family() == AF_INET6 && bytes.size() == 4;
  const unsigned skipped = is_mapped ? kMappedPrefixBits : 0;
  const unsigned most = static_cast<unsigned>(bytes.size()) * 8 + skipped;
  const auto bits =
      slash == text.size() ? std::optional(most) : parse_prefix(text.substr(slash + 1), most);
  if (!bits || *bits < skipped || !is_zero_from(bytes, *bits - skipped)) return std::nullopt;
  result.address_bytes_ = static_cast<std::uint8_t>(bytes.size());
  result.prefix_bits_ = static_cast<std::uint8_t>(*bits - skipped);
  std::copy(bytes.begin(), bytes.end(), result.bytes_.begin());
  return result;
}

bool address_range::contains(const endpoint& address) const {
  const auto bytes = address.bytes();
  return bytes.size() == address_bytes_ && begin_alike(bytes, bytes_, prefix_bits_);
}

}  // namespace owlet::net
