// Tests of base/escape.
#include "owlet/base/escape.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::base {
namespace {

std::string escaped(std::string_view text, escape how, keep kept, std::size_t most = 1000) {
  std::string out = "before ";
  append_escaped(out, text, how, kept, most);
  CHECK(out.starts_with("before "));
  return out.substr(7);
}

TEST_CASE("what may not stay is escaped, byte by byte") {
  struct row {
    std::string_view text;
    std::string_view hex;        // plain_ascii
    std::string_view json;       // plain_ascii
    std::string_view hex_ascii;  // ascii
    std::string_view json_utf8;  // utf8
  };
  constexpr row kRows[] = {
      {"", "", "", "", ""},
      {"plain ~ text", "plain ~ text", "plain ~ text", "plain ~ text", "plain ~ text"},
      {"a\"b", "a\\x22b", "a\\u0022b", "a\"b", "a\\u0022b"},
      {"a\\b", "a\\x5cb", "a\\u005cb", "a\\b", "a\\u005cb"},
      {"\r\n", "\\x0d\\x0a", "\\u000d\\u000a", "\\x0d\\x0a", "\\u000d\\u000a"},
      {"\x1b[m\x7f", "\\x1b[m\\x7f", "\\u001b[m\\u007f", "\\x1b[m\\x7f", "\\u001b[m\\u007f"},
      {"\xc3\xa4", "\\xc3\\xa4", "\\u00c3\\u00a4", "\\xc3\\xa4", "\xc3\xa4"},
      {std::string_view("\0", 1), "\\x00", "\\u0000", "\\x00", "\\u0000"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.text);
    CHECK(escaped(each.text, escape::hex, keep::plain_ascii) == each.hex);
    CHECK(escaped(each.text, escape::json, keep::plain_ascii) == each.json);
    CHECK(escaped(each.text, escape::hex, keep::ascii) == each.hex_ascii);
    CHECK(escaped(each.text, escape::json, keep::utf8) == each.json_utf8);
  }
  CHECK(escaped("\xc3\xa4\"\n", escape::hex, keep::ascii_utf8) == "\xc3\xa4\"\\x0a");
}

TEST_CASE("every byte is judged alike, wherever it stands in a text") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const std::string odd(1, static_cast<char>(byte));
    for (const keep kept : {keep::plain_ascii, keep::ascii, keep::utf8, keep::ascii_utf8}) {
      const std::string alone = escaped(odd, escape::hex, kept);
      const bool is_sign = byte == '"' || byte == '\\';
      const bool keeps_signs = kept == keep::ascii || kept == keep::ascii_utf8;
      const bool keeps_high = kept == keep::utf8 || kept == keep::ascii_utf8;
      const bool stays =
          byte >= 0x80 ? keeps_high : byte >= ' ' && byte < 0x7f && (!is_sign || keeps_signs);
      CHECK((alone == odd) == stays);
      for (std::size_t place = 0; place < 17; ++place) {
        const std::string before(place, 'a');
        const std::string after(17 - place, '~');
        CHECK(escaped(before + odd + after, escape::hex, kept) == before + alone + after);
      }
    }
  }
}

TEST_CASE("a long text is cut at its bound, and says so") {
  CHECK(escaped("abcdef", escape::hex, keep::plain_ascii, 6) == "abcdef");
  CHECK(escaped("abcdefg", escape::hex, keep::plain_ascii, 6) == "abc...");
  CHECK(escaped(std::string(100'000, 'x'), escape::json, keep::plain_ascii, 50) ==
        std::string(47, 'x') + "...");
  CHECK(escaped("abcd", escape::hex, keep::plain_ascii, 3) == "...");
}

TEST_CASE("no escape and no character is cut in two") {
  for (std::size_t most = 3; most < 40; ++most) {
    CAPTURE(most);
    const std::string hex = escaped("a\n\n\n\n\n\n\n\n\n", escape::hex, keep::plain_ascii, most);
    const std::string json = escaped("a\n\n\n\n\n\n\n", escape::json, keep::plain_ascii, most);
    const std::string utf8 = escaped("a\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac",
                                     escape::hex, keep::ascii_utf8, most);
    CHECK(hex.size() <= most);
    CHECK(json.size() <= most);
    CHECK(utf8.size() <= most);
    if (hex.size() > 3 && hex.ends_with("...")) CHECK((hex.size() - 3 - 1) % 4 == 0);
    if (json.size() > 3 && json.ends_with("...")) CHECK((json.size() - 3 - 1) % 6 == 0);
    CHECK(is_printable_utf8(utf8));
  }
}

TEST_CASE("well-formed UTF-8 without control characters can be printed") {
  struct row {
    std::string_view text;
    bool is_printable;
  };
  constexpr row kRows[] = {
      {"", true},
      {"ascii \n", true},
      {"\xc3\xa4", true},
      {"\xe2\x82\xac", true},
      {"\xf0\x9f\xa6\x89", true},
      {"\xf4\x8f\xbf\xbf", true},
      {"\xc2\xa0", true},
      {"\xc2\x9b", false},          // a control sequence introducer
      {"\xc2", false},              // cut
      {"\xe2\x82", false},          // cut
      {"\x80", false},              // a continuation of nothing
      {"\xc0\xaf", false},          // longer than it needs to be
      {"\xe0\x80\xaf", false},      // the same
      {"\xf0\x80\x80\xaf", false},  // the same
      {"\xed\xa0\x80", false},      // a surrogate
      {"\xf4\x90\x80\x80", false},  // beyond the last one
      {"\xff", false},
      {"\xe2\x82-", false},
      {"fine \xe2\x82\xac but \xe4", false},
  };
  for (const row& each : kRows) {
    CAPTURE(each.text);
    CHECK(is_printable_utf8(each.text) == each.is_printable);
  }
}

}  // namespace
}  // namespace owlet::base
