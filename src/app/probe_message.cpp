// What a probe asks, where it asks, and what it makes of the answer.
#include "owlet/app/probe_message.h"

#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

namespace owlet::app {

namespace {

using outcome = std::variant<probe_target, probe_error>;

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kUnix = "unix:";
constexpr std::size_t kMaxSocketBytes = sizeof(sockaddr_un::sun_path) - 1;

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  if (read.ec != std::errc{} || read.ptr != end || port == 0) return std::nullopt;
  return port;
}

// The address, IPv6 in its brackets, and what is behind it.
std::size_t size_of_address(std::string_view authority) {
  const auto end = authority.starts_with('[') ? authority.find(']') : authority.find(':');
  if (end == authority.npos) return authority.size();
  return authority[end] == ']' ? end + 1 : end;
}

std::vector<net::endpoint> places_at(std::string_view address, std::uint16_t port) {
  std::vector<net::endpoint> places;
  for (const std::string_view each : {address, std::string_view("::1")}) {
    if (const auto place = net::endpoint::parse(each, port)) places.push_back(*place);
    if (address != "localhost" || places.empty()) break;
  }
  return places;
}

outcome parse_http(std::string_view rest) {
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, end);
  const std::string_view address = authority.substr(0, size_of_address(authority));
  const std::string_view behind = authority.substr(address.size());
  if (address.empty()) {
    return probe_error{"the address is missing: give one, as in http://127.0.0.1:8080/"};
  }
  if (behind.find(':', 1) != behind.npos) {
    return probe_error{"an IPv6 address goes into brackets, as in http://[::1]:8080/"};
  }
  const auto port = behind.empty() ? std::uint16_t{80} : parse_port(behind.substr(1));
  if (!port || (!behind.empty() && behind.front() != ':')) {
    return probe_error{"the port is no number from 1 to 65535"};
  }
  probe_target target{.places = places_at(address, *port),
                      .socket_path = {},
                      .host = std::string(authority),
                      .path = std::string(rest.substr(end))};
  if (target.places.empty()) {
    return probe_error{"\"" + std::string(address) +
                       "\" is no address: give a numeric one or localhost, for names are not "
                       "looked up"};
  }
  if (!target.path.starts_with('/')) target.path.insert(0, "/");
  return target;
}

outcome parse_unix(std::string_view rest) {
  const std::size_t end = std::min(rest.find(":/"), rest.size());
  const std::string_view socket = rest.substr(0, end);
  if (socket.size() < 2 || (socket.front() != '/' && socket.front() != '@')) {
    return probe_error{
        "give the socket from / on, or from the @ on, as in "
        "unix:/run/owlet.sock:/readyz"};
  }
  if (socket.size() > kMaxSocketBytes) {
    return probe_error{"the socket's path has " + std::to_string(socket.size()) +
                       " bytes: give one of at most " + std::to_string(kMaxSocketBytes)};
  }
  const std::string_view path = end == rest.size() ? "/" : rest.substr(end + 1);
  return probe_target{.places = {},
                      .socket_path = std::string(socket),
                      .host = "localhost",
                      .path = std::string(path)};
}

bool has_forbidden(std::string_view url) {
  return std::any_of(url.begin(), url.end(),
                     [](unsigned char each) { return each <= ' ' || each >= 0x7f; });
}

bool is_digit(char each) { return each >= '0' && each <= '9'; }

// "HTTP/1.1 200" as 200, whatever the digit behind the dot; nothing when it is something else.
std::optional<int> parse_status_line(std::string_view line) {
  constexpr std::string_view kPattern = "HTTP/1.# ###";
  if (line.size() < kPattern.size()) return std::nullopt;
  for (std::size_t at = 0; at < kPattern.size(); ++at) {
    if (kPattern[at] == '#' ? !is_digit(line[at]) : line[at] != kPattern[at]) return std::nullopt;
  }
  const bool is_longer = line.size() > kPattern.size();
  if (is_longer && is_digit(line[kPattern.size()])) return std::nullopt;
  int status = 0;
  std::from_chars(line.data() + 9, line.data() + kPattern.size(), status);
  return status < 100 ? std::nullopt : std::optional(status);
}

// The size of the head that text begins with, its empty line included; npos when that has not come.
std::size_t size_of_head(std::string_view text) {
  for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    if (rest.starts_with("\r\n")) return at + 3;
    if (rest.starts_with('\n')) return at + 2;
  }
  return text.npos;
}

}  // namespace

std::variant<probe_target, probe_error> parse_probe_target(std::string_view url) {
  if (has_forbidden(url)) {
    return probe_error{
        "it has a space, a control character or a letter that is not ASCII: write "
        "such a byte as %20"};
  }
  url = url.substr(0, url.find('#'));
  if (url.starts_with(kHttp)) return parse_http(url.substr(kHttp.size()));
  if (url.starts_with(kUnix)) return parse_unix(url.substr(kUnix.size()));
  if (url.starts_with("https://")) {
    return probe_error{"a probe speaks no TLS: give an http:// URL behind what does"};
  }
  return probe_error{"give http://ADDRESS:PORT/PATH or unix:SOCKET:/PATH"};
}

std::string format_probe(const probe_target& target) {
  return "GET " + target.path + " HTTP/1.1\r\nHost: " + target.host +
         "\r\nUser-Agent: owlet-probe/" OWLET_VERSION
         "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
}

probe_answer read_probe_answer(std::string_view bytes) {
  constexpr std::string_view kStart = "HTTP/1.";
  for (;;) {
    if (!bytes.starts_with(kStart.substr(0, bytes.size()))) return {answer_state::not_http};
    const auto end = bytes.find('\n');
    if (end == bytes.npos) return {};
    const auto status = parse_status_line(bytes.substr(0, end));
    if (!status) return {answer_state::not_http};
    const std::size_t head = size_of_head(bytes);
    if (head == bytes.npos) return {};
    if (*status >= 200) return {answer_state::whole, *status};
    bytes.remove_prefix(head);
  }
}

}  // namespace owlet::app
