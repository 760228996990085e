// Tests of base/utf8.
#include "owlet/base/utf8.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::base {
namespace {

std::string encoded(char32_t c) {
  const auto tail = [c](unsigned shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3f)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xc0 | (c >> 6)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xe0 | (c >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | (c >> 18)), tail(12), tail(6), tail(0)};
}

TEST_CASE("every character but a surrogate is read as it was written, and is nothing when cut") {
  std::size_t bad = 0;
  for (char32_t c = 0; c <= 0x110000; ++c) {
    const std::string text = encoded(c);
    const utf8_step step = read_utf8(text + "x");
    const bool is_character = (c < 0xd800 || c > 0xdfff) && c <= 0x10ffff;
    bad += step.is_well_formed != is_character;
    if (is_character) {
      bad += step.character != c || step.size != text.size();
      if (text.size() == 1) continue;
      const utf8_step cut = read_utf8(std::string_view(text).substr(0, text.size() - 1));
      bad += cut.is_well_formed || cut.character != kReplacement || cut.size != text.size() - 1;
    } else {
      bad += step.character != kReplacement || step.size != 1;
    }
  }
  CHECK(bad == 0);
}

TEST_CASE("what is malformed takes the bytes that could have begun a character") {
  struct row {
    std::string_view text;
    std::size_t size;
  };
  constexpr row kRows[] = {
      {"\x80", 1},         {"\xbf\xbf", 1},
      {"\xc0\xaf", 1},     {"\xc1\x81", 1},
      {"\xc2", 1},         {"\xc2-", 1},
      {"\xe0\x80\xaf", 1}, {"\xe2\x82", 2},
      {"\xe2\x82-", 2},    {"\xed\xa0\x80", 1},
      {"\xf0\x80\x80", 1}, {"\xf0\x9f\xa6", 3},
      {"\xf0\x9f-", 2},    {"\xf4\x90\x80\x80", 1},
      {"\xf5\x80\x80", 1}, {"\xff\xff", 1},
  };
  for (const row& each : kRows) {
    CAPTURE(each.text);
    const utf8_step step = read_utf8(each.text);
    CHECK(!step.is_well_formed);
    CHECK(step.character == kReplacement);
    CHECK(step.size == each.size);
  }
}

}  // namespace
}  // namespace owlet::base
