// The request that `owlet explain` is asked about, as a client would send it.
#include "owlet/app/composed_request.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "owlet/http/authority.h"
#include "owlet/http/syntax.h"

namespace owlet::app {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

bool is_control(char each) {
  const auto byte = static_cast<unsigned char>(each);
  return (byte < ' ' && each != '\t') || byte == 0x7F;
}

bool has_white_space(std::string_view text) {
  return std::ranges::any_of(text, is_control) || text.find_first_of(" \t") != text.npos;
}

usage_error wrong_url(const std::string& url, std::string_view remedy) {
  return {"explain " + (url.empty() ? "''" : url) + ": " + std::string(remedy)};
}

struct place {
  std::string host;
  std::string target;
};

// What is behind "http://" or "https://"; nothing where there is no host, or a user.
std::optional<place> place_of(std::string_view rest) {
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  place found{std::string(rest.substr(0, end)), std::string(rest.substr(end))};
  if (found.host.empty() || !http::is_host_and_port(found.host)) return std::nullopt;
  if (!found.target.starts_with('/')) found.target.insert(0, "/");
  return found;
}

std::variant<place, usage_error> parse_url(const std::string& url) {
  const std::string_view sent = std::string_view(url).substr(0, url.find('#'));
  if (has_white_space(sent)) {
    return wrong_url(url,
                     "a URL has no white space or control characters: write such a byte as %20");
  }
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!sent.starts_with(scheme)) continue;
    if (auto found = place_of(sent.substr(scheme.size()))) return *found;
    return wrong_url(
        url, "give a host behind " + std::string(scheme) + ", as in http://localhost/about");
  }
  if (sent.starts_with('/') || sent == "*") return place{"localhost", std::string(sent)};
  return wrong_url(url, "give a path from / on, as in /about, or a URL");
}

// A line that could be one of a head, whatever a server makes of it.
std::optional<usage_error> check_field(const option_text& field) {
  if (std::ranges::any_of(field.value, is_control)) {
    return wrong_value(field, "a field cannot have control characters in it: take them out");
  }
  const auto colon = field.value.find(':');
  if (colon == 0 || colon == field.value.npos) return wrong_value(field, "write Name: value");
  return std::nullopt;
}

std::optional<usage_error> check_method(const option_text& method) {
  if (!method.value.empty() && !has_white_space(method.value)) return std::nullopt;
  return wrong_value(method, "give a method of HTTP, as in HEAD");
}

bool is_host(std::string_view field) {
  return http::equals_ignoring_case(field.substr(0, field.find(':')), "Host");
}

}  // namespace

std::variant<std::string, usage_error> compose_request(const std::string& url,
                                                       const std::vector<option_text>& options) {
  auto parsed = parse_url(url);
  if (auto* wrong = std::get_if<usage_error>(&parsed)) return std::move(*wrong);
  const auto& asked = std::get<place>(parsed);
  std::string method = "GET";
  std::string fields;
  bool has_host = false;
  for (const option_text& each : options) {
    if (each.id == option_id::method) {
      if (auto wrong = check_method(each)) return *wrong;
      method = each.value;
    } else if (each.id == option_id::request_header) {
      if (auto wrong = check_field(each)) return *wrong;
      has_host = has_host || is_host(each.value);
      fields.append(each.value).append(kLineEnd);
    }
  }
  if (!has_host) fields.insert(0, "Host: " + asked.host + std::string(kLineEnd));
  return method + ' ' + asked.target + " HTTP/1.1" + std::string(kLineEnd) + fields +
         std::string(kLineEnd);
}

}  // namespace owlet::app
