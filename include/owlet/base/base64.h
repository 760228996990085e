// Base64, as credentials are written.
#pragma once

#include <string>
#include <string_view>

namespace owlet::base {

// Appends the bytes that the text stands for; false, and nothing appended, when it is not in the
// one right form of RFC 4648 section 4: with its padding, nothing else than the alphabet, and no
// bit set behind the last byte.
[[nodiscard]] bool decode_base64(std::string_view text, std::string& out);

}  // namespace owlet::base
