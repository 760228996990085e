// UTF-8, a character at a time.
#include "owlet/base/utf8.h"

namespace owlet::base {
namespace {

struct byte_range {
  unsigned least = 0x80;
  unsigned most = 0xbf;
};

// What may follow the first byte: what is longer than it needs to be, a surrogate, or beyond the
// last character of all shows here.
byte_range second_bytes(unsigned lead) {
  switch (lead) {
    case 0xe0: return {0xa0, 0xbf};
    case 0xed: return {0x80, 0x9f};
    case 0xf0: return {0x90, 0xbf};
    case 0xf4: return {0x80, 0x8f};
    default: return {};
  }
}

}  // namespace

utf8_step read_utf8(std::string_view text) {
  const unsigned lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xc2 || lead > 0xf4) return {};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  byte_range allowed = second_bytes(lead);
  char32_t character = lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const unsigned next = i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    if (next < allowed.least || next > allowed.most) return {kReplacement, i, false};
    character = (character << 6U) | (next & 0x3fU);
    allowed = {};
  }
  return {character, size, true};
}

}  // namespace owlet::base
