// Percent-encoding (RFC 3986 section 2.1): bytes to what a URI may contain, and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace owlet::http {

// Which bytes of a text stay as they are where it becomes part of a URI. All others are encoded:
// never does a control character, a space, a quote or a backslash stay, nor a byte from 0x80 on.
enum class uri_text : std::uint8_t {
  path,     // decoded: pchar and the slash stay
  segment,  // decoded: pchar stays
  plain,    // decoded: unreserved and the slash stay, which mean nothing in any query or value
  written,  // what is a URI already: the reserved characters stay, and "%" where it is an escape
};

void append_percent_encoded(std::string& out, std::string_view text, uri_text how);

// Whether a "%" stands in the text that begins no escape.
[[nodiscard]] bool has_bad_escape(std::string_view text);

// What a "+" stands for.
enum class plus_sign : bool { itself, space };

// Reads a text byte by byte, its escapes decoded; a "%" that begins none stands for itself. Borrows
// the text.
class percent_reader {
public:
  explicit percent_reader(std::string_view text, plus_sign plus = plus_sign::itself)
      : rest_(text), plus_(plus) {}

  // The next byte; false at the end.
  [[nodiscard]] bool next(char& byte);

private:
  std::string_view rest_;
  plus_sign plus_;
};

// Whether the encoded text stands for these bytes. Allocates nothing.
[[nodiscard]] bool decodes_to(std::string_view encoded, std::string_view bytes, plus_sign plus);

[[nodiscard]] std::string percent_decoded(std::string_view text,
                                          plus_sign plus = plus_sign::itself);

}  // namespace owlet::http
