// What RFC 9112 says of a message that llhttp leaves open, or lets through.
#include "owlet/http/message_rules.h"

#include <algorithm>

#include "owlet/http/authority.h"
#include "owlet/http/syntax.h"

namespace owlet::http {

namespace {

constexpr std::string_view kBeforeVersion = " HTTP/";

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool has_element(std::string_view list, std::string_view element) {
  for (auto item = take_element(list); !item.empty(); item = take_element(list)) {
    if (equals_ignoring_case(item, element)) return true;
  }
  return false;
}

// Sections 6.1 and 6.3: chunked has to be the last coding and applied once, and it is the only one
// that is known here.
status check_transfer_encoding(std::string_view codings) {
  bool has_other = false;
  bool is_last = false;
  for (auto item = take_element(codings); !item.empty(); item = take_element(codings)) {
    if (is_last) return status::bad_request;
    is_last = equals_ignoring_case(item, "chunked");
    has_other = has_other || !is_last;
  }
  if (!is_last) return status::bad_request;
  return has_other ? status::not_implemented : status::ok;
}

}  // namespace

bool persists(std::string_view connection, unsigned minor_version) {
  if (connection.empty()) return minor_version > 0;
  if (has_element(connection, "close")) return false;
  return minor_version > 0 || has_element(connection, "keep-alive");
}

status check_framing(std::string_view content_length, std::string_view transfer_encoding,
                     unsigned minor_version) {
  const bool has_length = content_length.data() != nullptr;
  if (has_length && !is_digits(content_length)) return status::bad_request;
  if (transfer_encoding.data() == nullptr) return status::ok;
  if (has_length || minor_version == 0) return status::bad_request;
  return check_transfer_encoding(transfer_encoding);
}

bool is_sound_host(std::string_view host, bool is_repeated, unsigned minor_version) {
  if (host.data() == nullptr) return minor_version == 0;
  return !is_repeated && is_host_and_port(host);
}

expectation expectation_of(std::string_view expect, unsigned minor_version) {
  if (expect.data() == nullptr || minor_version == 0) return expectation::none;
  return equals_ignoring_case(expect, "100-continue") ? expectation::continue_100
                                                      : expectation::unknown;
}

bool is_sound_request_line(std::string_view method, std::string_view target,
                           std::string_view rest) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
  return method.find(' ') == std::string_view::npos &&
         std::none_of(target.begin(), target.end(), is_control) &&
         kBeforeVersion.starts_with(rest.substr(0, kBeforeVersion.size()));
}

status refuse_method(std::string_view line) {
  const auto* end = std::find_if_not(line.begin(), line.end(), is_token_char);
  const bool is_token = end != line.begin() && (end == line.end() || *end == ' ');
  return is_token ? status::not_implemented : status::bad_request;
}

status refuse_version(std::string_view rest) {
  if (!rest.starts_with(kBeforeVersion)) return status::bad_request;
  const std::string_view version = rest.substr(kBeforeVersion.size(), 3);
  const bool has_form = version.size() == 3 && is_digits(version.substr(0, 1)) &&
                        version[1] == '.' && is_digits(version.substr(2));
  const bool is_spoken = version == "1.0" || version == "1.1";
  return has_form && !is_spoken ? status::http_version_not_supported : status::bad_request;
}

}  // namespace owlet::http
