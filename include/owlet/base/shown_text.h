// Bytes that somebody else chose -> text of HTML and of JSON.
#pragma once

#include <string>
#include <string_view>

namespace owlet::base {

// Appends the bytes as text that may stand in an element or in a quoted attribute of HTML (UTF-8).
// Control characters of ASCII become their pictures, a newline U+240A. What is no UTF-8, and the
// characters that break a line or change the direction of what follows, become U+FFFD: no text
// says that it is another, or gets out of the element that isolates its direction. A text of
// nothing but spaces and what has no width is U+2420 for each of them, so that it can be seen.
void append_html_text(std::string& out, std::string_view bytes);

// Appends the bytes as what may stand between the quotes of a JSON string (RFC 8259 section 7), in
// UTF-8. What is no UTF-8 becomes U+FFFD; all else is there to be read back.
void append_json_text(std::string& out, std::string_view bytes);

}  // namespace owlet::base
