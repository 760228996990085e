// The small grammar that fields share.
#pragma once

#include <cstddef>
#include <string_view>

namespace owlet::http {

// tchar (RFC 9110 section 5.6.2).
[[nodiscard]] bool is_token_char(char c);

// Of ASCII letters; other characters are left as they are.
[[nodiscard]] constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Without optional white space, SP and HTAB, at both ends (RFC 9110 section 5.6.3).
[[nodiscard]] std::string_view trim(std::string_view text);

// ASCII only, as names, schemes and codings compare.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);

// Takes the next element that is not empty off the front of a comma-separated list of tokens
// (RFC 9110 section 5.6.1), trimmed; an empty view when the list is at its end. Quoted strings are
// not understood.
[[nodiscard]] std::string_view take_element(std::string_view& list);

}  // namespace owlet::http
