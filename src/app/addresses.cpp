// Where the site is, as people and browsers want it.
#include "owlet/app/addresses.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>

#include "owlet/http/target_path.h"
#include "owlet/net/outward_address.h"

namespace owlet::app {

namespace {

bool is_tcp(const net::listener& each) { return each.where().family() != AF_UNIX; }

bool is_everywhere(const net::endpoint& where) {
  const auto bytes = where.bytes();
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::string url_of(const net::endpoint& where, std::string_view prefix) {
  http::target_path root;
  root.path = prefix.substr(prefix.empty() ? 0 : 1);
  root.ends_with_slash = true;
  std::string url = "http://" + where.text();
  http::append_location(url, root);
  return url;
}

bool takes_ipv4(const net::listener& each) {
  if (each.where().family() == AF_INET) return true;
  const auto* const tcp = std::get_if<net::tcp_place>(&each.spec().place);
  return tcp != nullptr && tcp->is_dual_stack;
}

}  // namespace

std::string places_of(const std::vector<net::listener>& listeners, const std::string& prefix) {
  std::string places;
  for (const net::listener& each : listeners) {
    places += ' ' + (is_tcp(each) ? url_of(each.where(), prefix) : each.text());
  }
  return places;
}

std::string url_for_browser(const std::vector<net::listener>& listeners,
                            const std::string& prefix) {
  for (const net::listener& each : listeners) {
    if (!is_tcp(each) || each.has_proxy_header()) continue;
    net::endpoint where = each.where();
    if (is_everywhere(where)) {
      const bool is_v4 = where.family() == AF_INET;
      where = *net::endpoint::parse_numeric(is_v4 ? "127.0.0.1" : "::1", where.port());
    }
    return url_of(where, prefix);
  }
  return {};
}

std::string url_for_others(const std::vector<net::listener>& listeners, const std::string& prefix) {
  for (const net::listener& each : listeners) {
    if (!is_tcp(each) || each.has_proxy_header() || !is_everywhere(each.where())) continue;
    std::optional<net::endpoint> own;
    if (takes_ipv4(each)) own = net::outward_address(AF_INET);
    if (!own && each.where().family() == AF_INET6) own = net::outward_address(AF_INET6);
    if (!own) continue;
    own->set_port(each.where().port());
    return url_of(*own, prefix);
  }
  return {};
}

}  // namespace owlet::app
