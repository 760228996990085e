// Text that somebody else chose -> text that cannot break the line that it stands in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace owlet::base {

// How a byte is written that cannot stay as it is.
enum class escape : std::uint8_t {
  hex,   // \x1b
  json,  // \u001b: the bytes as if they were Latin-1, so that a reader can have them back
};

// Which bytes stay, beside letters, digits, space and most signs of ASCII. Control characters never
// do, nor does anything that JSON does not let stand in a string, if that is what it is for.
enum class keep : std::uint8_t {
  plain_ascii,  // no quote and no backslash either, so that no text can end a quoted one
  ascii,        // quotes and backslashes stay
  utf8,         // bytes from 0x80 on stay, which is for text that is_printable_utf8
  ascii_utf8,   // both
};

// Appends the text, as at most `most` bytes (at least 3): the end of a longer one is cut, never
// within an escape, and "..." says so.
void append_escaped(std::string& out, std::string_view text, escape how, keep kept,
                    std::size_t most);

// Whether all bytes from 0x80 on are parts of well-formed UTF-8 (RFC 3629) that is no control
// character.
[[nodiscard]] bool is_printable_utf8(std::string_view text);

}  // namespace owlet::base
