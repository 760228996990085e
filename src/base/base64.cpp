// Base64, as credentials are written.
#include "owlet/base/base64.h"

#include <cstddef>
#include <cstdint>

namespace owlet::base {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

bool decode_base64(std::string_view text, std::string& out) {
  if (text.size() % 4 != 0) return false;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  const std::size_t before = out.size();
  std::uint32_t bits = 0;
  unsigned count = 0;  // of bits that have not been put out
  for (const char each : text) {
    const std::size_t value = kAlphabet.find(each);
    if (value == kAlphabet.npos) {
      out.resize(before);
      return false;
    }
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFFU);
  }
  const bool is_right = (bits & ((1U << count) - 1)) == 0;
  if (!is_right) out.resize(before);
  return is_right;
}

}  // namespace owlet::base
