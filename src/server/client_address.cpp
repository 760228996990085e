// Whose request it is, when proxies stand between.
#include "owlet/server/client_address.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "owlet/http/forwarded.h"

namespace owlet::server {

namespace {

// Numbers only; "unix:" is what a proxy writes that was itself reached through a unix socket.
std::optional<net::endpoint> parse(std::string_view address) {
  return address == "unix:" ? net::endpoint::of_unix() : net::endpoint::parse_numeric(address, 0);
}

}  // namespace

bool is_within(std::span<const net::address_range> ranges, const net::endpoint& address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&address](const auto& range) { return range.contains(address); });
}

net::endpoint client_address(const http::request& request, const net::endpoint& peer,
                             std::span<const net::address_range> trusted) {
  if (trusted.empty() || !is_within(trusted, peer)) return peer;
  const auto judge = [trusted](std::string_view address) {
    const auto parsed = parse(address);
    if (!parsed) return http::hop::unknown;
    return is_within(trusted, *parsed) ? http::hop::trusted : http::hop::untrusted;
  };
  return parse(http::forwarded_client(request, judge)).value_or(peer);
}

net::host_text client_behind(const http::request& request, const net::endpoint& peer,
                             std::span<const net::address_range> trusted) {
  if (trusted.empty()) return {};
  const net::host_text client = client_address(request, peer, trusted).host();
  return client.view() == peer.host().view() ? net::host_text{} : client;
}

site::client_key guesser_key(const http::request& request, const net::endpoint& peer,
                             std::span<const net::address_range> trusted) {
  constexpr std::size_t kNetworkBytes = 8;
  const net::endpoint client = client_address(request, peer, trusted);
  const std::span<const std::uint8_t> bytes = client.bytes();
  site::client_key key{.kind = bytes.size(), .address = 0};
  for (const std::uint8_t byte : bytes.first(std::min(bytes.size(), kNetworkBytes))) {
    key.address = key.address << 8U | byte;
  }
  return key;
}

}  // namespace owlet::server
