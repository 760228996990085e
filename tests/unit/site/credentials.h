// Credentials as clients write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace owlet::testing {

inline std::string base64_of(std::string_view bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (unsigned i = 0; i < 4; ++i) {
      out += at + i > bytes.size() ? '=' : kAlphabet[bits >> (18 - 6 * i) & 63U];
    }
  }
  return out;
}

inline std::string basic(std::string_view pair) { return "Basic " + base64_of(pair); }

}  // namespace owlet::testing
