// Where to listen, as --listen, --host, --port and --admin say it together.
#include "owlet/app/listening.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace owlet::app {

namespace {

using failure = std::optional<usage_error>;

// What stands before the options of a place.
bool is_port_alone(std::string_view spec) {
  const std::string_view place = spec.substr(0, spec.find(','));
  return !place.empty() && place.find_first_not_of("0123456789") == place.npos;
}

const option_text* find_port_alone(const effective_options& given) {
  const auto texts = given.texts(option_id::listen);
  const auto found = std::find_if(texts.begin(), texts.end(), [](const option_text& each) {
    return is_port_alone(each.value);
  });
  return found == texts.end() ? nullptr : &*found;
}

// "--listen 80"
std::string said(const option_text& text) { return name_of(text) + ' ' + text.value; }

// --listen beside --port or --host, where that leaves open what is meant.
failure find_contradiction(const effective_options& given) {
  const auto listen = given.texts(option_id::listen);
  const auto hosts = given.texts(option_id::host);
  if (listen.empty()) return std::nullopt;
  if (given.is_said(option_id::port)) {
    return wrong_value(*given.text(option_id::port),
                       "it has no meaning beside " + said(listen.front()) +
                           ", which says its port: give another --listen instead");
  }
  const option_text* const port_alone = find_port_alone(given);
  // A weaker --host is a default that is not needed: of a container's image, say.
  if (port_alone == nullptr && given.is_said(option_id::host) &&
      hosts.front().source >= listen.front().source) {
    return wrong_value(hosts.front(), "it has no meaning beside " + said(listen.front()) +
                                          ", which says its place: give another --listen instead");
  }
  if (port_alone != nullptr && hosts.size() > 1) {
    return wrong_value(*port_alone, "it may be of " + said(hosts[0]) + " or of " + said(hosts[1]) +
                                        ": give HOST:PORT for each");
  }
  return std::nullopt;
}

failure check_host(const option_text& host) {
  if (net::endpoint::parse(host.value, 0)) return std::nullopt;
  return wrong_value(host, "give a numeric IPv4 or IPv6 address, or localhost");
}

failure read_hosts(const effective_options& given, std::vector<net::listen_spec>& places) {
  const option_text& text = *given.text(option_id::port);
  std::uint16_t port = 0;
  const char* const end = text.value.data() + text.value.size();
  const auto read = std::from_chars(text.value.data(), end, port);
  if (read.ec != std::errc{} || read.ptr != end) {
    return wrong_value(text, "give a number from 0 to 65535");
  }
  for (const option_text& host : given.texts(option_id::host)) {
    if (auto wrong = check_host(host)) return wrong;
    places.push_back({.place = net::tcp_place{.where = *net::endpoint::parse(host.value, port)}});
  }
  return std::nullopt;
}

failure read_specs(std::span<const option_text> texts, std::string_view default_host,
                   std::vector<net::listen_spec>& places) {
  for (const option_text& text : texts) {
    auto read = net::parse_listen_spec(text.value, default_host);
    if (const auto* error = std::get_if<net::listen_error>(&read)) {
      return wrong_value(text, error->message);
    }
    places.push_back(std::get<net::listen_spec>(std::move(read)));
  }
  return std::nullopt;
}

// What no two listeners can have; empty when the kernel chooses a port.
std::string claim_of(const net::listen_spec& spec) {
  if (const auto* tcp = std::get_if<net::tcp_place>(&spec.place)) {
    if (tcp->where.port() == 0) return {};
    // The address whole: a scope of IPv6 is not in its text.
    return {reinterpret_cast<const char*>(tcp->where.data()), tcp->where.size()};
  }
  if (const auto* local = std::get_if<net::unix_place>(&spec.place)) return "unix:" + local->path;
  const auto& inherited = std::get<net::inherited_place>(spec.place);
  return "fd:" + (inherited.fd ? std::to_string(*inherited.fd) : inherited.name);
}

failure find_repeated_place(const effective_options& given, const settings& wanted) {
  const bool has_listen = !given.texts(option_id::listen).empty();
  const auto listen_texts = given.texts(has_listen ? option_id::listen : option_id::host);
  const auto admin_texts = given.texts(option_id::admin);
  std::vector<std::pair<std::string, const option_text*>> claims;
  for (std::size_t i = 0; i < wanted.listen.size(); ++i) {
    claims.emplace_back(claim_of(wanted.listen[i]), &listen_texts[i]);
  }
  for (std::size_t i = 0; i < wanted.admin.size(); ++i) {
    claims.emplace_back(claim_of(wanted.admin[i]), &admin_texts[i]);
  }
  for (std::size_t later = 1; later < claims.size(); ++later) {
    for (std::size_t i = 0; i < later; ++i) {
      if (claims[i].first.empty() || claims[i].first != claims[later].first) continue;
      return wrong_value(*claims[later].second,
                         said(*claims[i].second) + " is the same place: keep one of them");
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_host_used(const effective_options& given) {
  return given.texts(option_id::listen).empty() || find_port_alone(given) != nullptr;
}

std::optional<usage_error> read_places(const effective_options& given, settings& wanted) {
  if (auto wrong = find_contradiction(given)) return wrong;
  const auto listen = given.texts(option_id::listen);
  const option_text& host = given.texts(option_id::host).front();
  if (listen.empty()) {
    if (auto wrong = read_hosts(given, wanted.listen)) return wrong;
  } else {
    if (auto wrong = is_host_used(given) ? check_host(host) : std::nullopt) return wrong;
    if (auto wrong = read_specs(listen, host.value, wanted.listen)) return wrong;
  }
  const bool is_asked =
      !listen.empty() || given.is_said(option_id::host) || given.is_said(option_id::port);
  wanted.listen_choice = is_asked ? listen_choice::as_asked : listen_choice::by_default;
  constexpr std::string_view kAdminHost = "127.0.0.1";  // open to this machine, unless said
  if (auto wrong = read_specs(given.texts(option_id::admin), kAdminHost, wanted.admin)) {
    return wrong;
  }
  return find_repeated_place(given, wanted);
}

}  // namespace owlet::app
