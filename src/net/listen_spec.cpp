// Where to listen, as a person writes it.
#include "owlet/net/listen_spec.h"

#include <net/if.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace owlet::net {

namespace {

using outcome = std::variant<listen_spec, listen_error>;
using problem = std::optional<listen_error>;

constexpr std::size_t kMaxPathBytes = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::size_t kMaxNameBytes = 255;  // of LISTEN_FDNAMES
constexpr mode_t kMaxMode = 0777;

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

template <typename Number>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value, base);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return value;
}

bool is_all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// -- TCP ----------------------------------------------------------------------------------------

outcome place_at(std::string_view host, std::uint16_t port) {
  const auto where = endpoint::parse(host, port);
  if (!where) {
    return listen_error{quoted(host) + " is no address: give a numeric one or localhost, for " +
                        "names are not looked up"};
  }
  if (where->family() == AF_INET6 && where->bytes().size() == 4) {
    return listen_error{"give the IPv4 address as such: " + where->text()};
  }
  return listen_spec{.place = tcp_place{.where = *where}};
}

outcome parse_port_and_host(std::string_view port_text, std::string_view host) {
  const auto port = parse_number<std::uint16_t>(port_text);
  if (!port) {
    return listen_error{"the port " + quoted(port_text) + " is no number from 0 to 65535"};
  }
  if (!host.empty() && host != "*") return place_at(host, *port);
  const std::string suffix = ':' + std::to_string(*port);
  return listen_error{"which addresses? Give 0.0.0.0" + suffix + " for IPv4, [::]" + suffix +
                      " for IPv6, or [::]" + suffix + ",dual for both"};
}

outcome parse_tcp(std::string_view text, std::string_view default_host) {
  if (is_all_digits(text)) return parse_port_and_host(text, default_host);
  if (text.find('/') != text.npos) {
    return listen_error{"give HOST:PORT without a scheme, or unix:PATH for a socket with a path"};
  }
  const std::size_t colon = text.rfind(':');
  const bool has_address_only = endpoint::parse(text, 0) || text == "*";
  if (has_address_only && (colon == text.npos || text.starts_with('['))) {
    return listen_error{"the port is missing, as in " +
                        std::string(text == "*" ? "0.0.0.0" : text) + ":80"};
  }
  const std::string_view host = text.substr(0, std::min(colon, text.size()));
  if (has_address_only || (host.find(':') != host.npos && !host.starts_with('['))) {
    return listen_error{"an IPv6 address goes into brackets, and the port behind them, as in " +
                        std::string("[::1]:80")};
  }
  if (colon == text.npos) {
    return listen_error{"give a port, HOST:PORT, unix:PATH, fd:NUMBER or fd:NAME"};
  }
  return parse_port_and_host(text.substr(colon + 1), host);
}

// -- Others -------------------------------------------------------------------------------------

outcome parse_unix(std::string_view path) {
  const bool is_abstract = path.starts_with('@');
  if (path.empty() || path == "@") {
    return listen_error{"the path is missing, as in unix:/run/owlet.sock"};
  }
  if (!is_abstract && path.front() != '/') {
    return listen_error{"a relative path would depend on where owlet is started: give it from " +
                        std::string("/ on, as in unix:/run/owlet.sock")};
  }
  if (path.size() > kMaxPathBytes) {
    return listen_error{"the path has " + std::to_string(path.size()) +
                        " bytes: give one of at most " + std::to_string(kMaxPathBytes) +
                        ", which is all that an address of a unix socket holds"};
  }
  if (has_control(path)) return listen_error{"the path has a control character: leave it out"};
  return listen_spec{.place = unix_place{.path = std::string(path)}};
}

outcome parse_inherited(std::string_view text) {
  const bool is_number = is_all_digits(text);
  const auto fd = parse_number<int>(text);
  const bool is_name = !is_number && !text.empty() && text.size() <= kMaxNameBytes &&
                       text.front() != '-' && !has_control(text) && text.find(':') == text.npos;
  if (is_number ? !fd : !is_name) {
    return listen_error{quoted(text) + " is neither the number of a descriptor, as in fd:3, nor " +
                        "a name of LISTEN_FDNAMES, as in fd:http"};
  }
  if (is_number) return listen_spec{.place = inherited_place{.fd = fd}};
  return listen_spec{.place = inherited_place{.name = std::string(text)}};
}

// -- Options ------------------------------------------------------------------------------------

problem set_dual(listen_spec& spec) {
  auto* tcp = std::get_if<tcp_place>(&spec.place);
  if (tcp == nullptr || tcp->where.host().view() != "::") {
    return listen_error{"dual goes with [::] only, where IPv4 clients come to the same socket"};
  }
  tcp->is_dual_stack = true;
  return std::nullopt;
}

problem set_mode(unix_place& place, std::string_view value) {
  place.mode = parse_number<mode_t>(value, 8);
  if (place.mode && *place.mode <= kMaxMode) return std::nullopt;
  return listen_error{"mode=" + std::string(value) + " is no octal number up to 777, as in " +
                      "mode=660"};
}

problem set_value(listen_spec& spec, std::string_view name, std::string_view value) {
  auto* place = std::get_if<unix_place>(&spec.place);
  if (place == nullptr) {
    return listen_error{std::string(name) + " goes with unix:PATH only: leave it out"};
  }
  if (place->path.starts_with('@')) {
    return listen_error{std::string(name) + " does not go with an abstract socket, which has no " +
                        "file: leave it out, or give a path from / on"};
  }
  if (name == "mode") return set_mode(*place, value);
  if (value.empty() || has_control(value)) {
    return listen_error{std::string(name) + "= needs a name or a number, as in " +
                        std::string(name) + "=www-data"};
  }
  (name == "owner" ? place->owner : place->group) = value;
  return std::nullopt;
}

problem set_option(listen_spec& spec, std::string_view option) {
  if (option == "dual") return set_dual(spec);
  if (option == "proxy") {
    spec.has_proxy_header = true;
    return std::nullopt;
  }
  const std::size_t equals = option.find('=');
  const std::string_view name = option.substr(0, equals);
  if (equals != option.npos && (name == "mode" || name == "owner" || name == "group")) {
    return set_value(spec, name, option.substr(equals + 1));
  }
  return listen_error{quoted(option) + " is no option: behind a comma there can be dual, proxy, " +
                      "mode=OCTAL, owner=NAME or group=NAME"};
}

std::string text_of(const tcp_place& place) {
  std::string text = place.where.text();
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(place.where.data());
  std::array<char, IF_NAMESIZE> scope{};
  if (place.where.family() == AF_INET6 && v6->sin6_scope_id != 0 &&
      ::if_indextoname(v6->sin6_scope_id, scope.data()) != nullptr) {
    text.insert(text.find(']'), std::string("%") + scope.data());
  }
  return place.is_dual_stack ? text + ",dual" : text;
}

std::string text_of(const unix_place& place) {
  std::string text = "unix:" + place.path;
  if (place.mode) {
    std::array<char, 8> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), *place.mode, 8).ptr;
    text.append(",mode=").append(digits.data(), end);
  }
  if (!place.owner.empty()) text += ",owner=" + place.owner;
  if (!place.group.empty()) text += ",group=" + place.group;
  return text;
}

std::string text_of(const inherited_place& place) {
  return "fd:" + (place.fd ? std::to_string(*place.fd) : place.name);
}

}  // namespace

std::string listen_spec::text() const {
  const std::string text = std::visit([](const auto& each) { return text_of(each); }, this->place);
  return has_proxy_header ? text + ",proxy" : text;
}

std::variant<listen_spec, listen_error> parse_listen_spec(std::string_view text,
                                                          std::string_view default_host) {
  const std::size_t comma = std::min(text.find(','), text.size());
  const std::string_view place = text.substr(0, comma);
  outcome parsed;
  if (place.starts_with("unix:")) {
    parsed = parse_unix(place.substr(5));
  } else if (place.starts_with("fd:")) {
    parsed = parse_inherited(place.substr(3));
  } else {
    parsed = parse_tcp(place, default_host);
  }
  auto* spec = std::get_if<listen_spec>(&parsed);
  std::string_view rest = text.substr(comma);
  while (spec != nullptr && !rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view option = rest.substr(0, rest.find(','));
    if (auto wrong = set_option(*spec, option)) return *wrong;
    rest.remove_prefix(option.size());
  }
  return parsed;
}

}  // namespace owlet::net
