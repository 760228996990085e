// Appends status lines and field lines to a string.
#include "owlet/http/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "owlet/http/syntax.h"

namespace owlet::http {
namespace {

bool is_field_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

// field-vchar and the blanks (RFC 9110 section 5.5).
constexpr bool is_value_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7F) || byte == '\t';
}

bool is_field_value(std::string_view text) { return std::ranges::all_of(text, is_value_char); }

}  // namespace

response_head::response_head(std::string& out, status code) : out_(out) {
  out_.append(status_line(code));
}

response_head::response_head(std::string& out) : out_(out) {}

response_head& response_head::field(std::string_view name, std::string_view value) {
  if (!is_field_name(name) || !is_field_value(value)) {
    has_refused_ = true;
    return *this;
  }
  out_.append(name).append(": ").append(value).append("\r\n");
  return *this;
}

response_head& response_head::field(std::string_view name, std::uint64_t value) {
  std::array<char, 20> digits;  // as many as the largest value has
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return field(name, {digits.data(), static_cast<std::size_t>(result.ptr - digits.data())});
}

void response_head::end() { out_.append("\r\n"); }

}  // namespace owlet::http
