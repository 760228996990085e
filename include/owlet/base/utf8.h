// UTF-8 (RFC 3629), a character at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace owlet::base {

inline constexpr char32_t kReplacement = 0xfffd;
inline constexpr std::string_view kReplacementBytes = "\xef\xbf\xbd";

struct utf8_step {
  char32_t character = kReplacement;
  std::size_t size = 1;  // bytes that it takes
  bool is_well_formed = false;
};

// The character that the text, which is not empty, begins with. What is malformed is kReplacement,
// and takes as many bytes as could have begun a character, at least one: browsers replace the same
// bytes (WHATWG Encoding, UTF-8 decoder).
[[nodiscard]] utf8_step read_utf8(std::string_view text);

}  // namespace owlet::base
