// Tests of base/shown_text.
#include "owlet/base/shown_text.h"

#include <doctest/doctest.h>

#include <string>

#include "owlet/base/utf8.h"

namespace owlet::base {
namespace {

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const utf8_step step = read_utf8(text);
    if (!step.is_well_formed) return false;
    text.remove_prefix(step.size);
  }
  return true;
}

struct row {
  std::string_view bytes;
  std::string_view html;
  std::string_view json;
};

constexpr row kRows[] = {
    {"", "", ""},
    {"plain ~ text", "plain ~ text", "plain ~ text"},
    {"<script>", "&lt;script&gt;", "<script>"},
    {"\"'&amp;", "&quot;&#39;&amp;amp;", "\\\"'&amp;"},
    {"a\\b", "a\\b", "a\\\\b"},
    {"\n\x1b\x7f", "\xe2\x90\x8a\xe2\x90\x9b\xe2\x90\xa1", "\\u000a\\u001b\x7f"},
    {"\xc3\xa4\xf0\x9f\xa6\x89", "\xc3\xa4\xf0\x9f\xa6\x89", "\xc3\xa4\xf0\x9f\xa6\x89"},
    {"\xd7\x90", "\xd7\x90", "\xd7\x90"},                 // Hebrew stays
    {"a\xe2\x80\x8f", "a\xe2\x80\x8f", "a\xe2\x80\x8f"},  // so does a mark of direction
    {"\xe2\x80\xaeg", "\xef\xbf\xbdg", "\xe2\x80\xaeg"},  // an override
    {"\xe2\x81\xa9.", "\xef\xbf\xbd.", "\xe2\x81\xa9."},  // the end of an isolate
    {"\xe2\x80\xa8", "\xef\xbf\xbd", "\xe2\x80\xa8"},     // a line separator
    {"\xc2\x9b", "\xef\xbf\xbd", "\xc2\x9b"},             // of Latin-1's controls
    {"\xe4-", "\xef\xbf\xbd-", "\xef\xbf\xbd-"},          // no UTF-8
    {"\xe2\x82<", "\xef\xbf\xbd&lt;", "\xef\xbf\xbd<"},   // cut: takes nothing with it
    {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
     "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
};

TEST_CASE("bytes become text of HTML and of JSON") {
  for (const row& each : kRows) {
    CAPTURE(each.bytes);
    std::string html = "before ";
    append_html_text(html, each.bytes);
    CHECK(html.substr(7) == each.html);
    std::string json = "before ";
    append_json_text(json, each.bytes);
    CHECK(json.substr(7) == each.json);
  }
}

TEST_CASE("no bytes at all end an element, an attribute or a string, or leave UTF-8") {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      const std::string bytes = {'a', static_cast<char>(first), static_cast<char>(second), 'z'};
      std::string html;
      append_html_text(html, bytes);
      std::string json;
      append_json_text(json, bytes);
      const bool is_fine = html.find_first_of("<>\"'\n") == html.npos && is_utf8(html) &&
                           json.find('\n') == json.npos && is_utf8(json) && html.ends_with('z');
      if (!is_fine) FAIL_CHECK(first << ' ' << second);
    }
  }
}

TEST_CASE("a text of blanks can be seen") {
  struct blank_row {
    std::string_view text;
    std::string_view shown;
  };
  const blank_row rows[] = {{" ", "\u2420"},
                      {"  ", "\u2420\u2420"},
                      {"\u00a0\u200b", "\u2420\u2420"},
                      {"\u3000\u2800\U000e0041", "\u2420\u2420\u2420"},
                      {" a", " a"},
                      {"a\u200b", "a\u200b"},
                      {" \t", " \u2409"},
                      {"", ""}};
  for (const blank_row& each : rows) {
    CAPTURE(each.shown);
    std::string text;
    append_html_text(text, each.text);
    CHECK(text == each.shown);
  }
}

}  // namespace
}  // namespace owlet::base
