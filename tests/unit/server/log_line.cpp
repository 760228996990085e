// Tests of server/log_line.
#include "owlet/server/log_line.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::server {
namespace {

std::string line_of(const access_record& record) {
  std::string line;
  line_formatter().append_line(line, record);
  return line;
}

TEST_CASE("a line is in the Combined Log Format, in UTC") {
  access_record record{.client = "192.0.2.1",
                       .request_line = "GET /a HTTP/1.1",
                       .referer = "http://b/",
                       .user_agent = "curl/8",
                       .status = http::status::partial_content,
                       .content_bytes = 1234,
                       .unix_seconds = 784'111'777};
  CHECK(line_of(record) ==
        "192.0.2.1 - - [06/Nov/1994:08:49:37 +0000] \"GET /a HTTP/1.1\" 206 1234 "
        "\"http://b/\" \"curl/8\"\n");
  record = {.client = "::1", .request_line = {}, .referer = {}, .user_agent = {}};
  CHECK(line_of(record) == "::1 - - [01/Jan/1970:00:00:00 +0000] \"-\" 200 0 \"-\" \"-\"\n");
}

TEST_CASE("times have two digits and the day of the calendar") {
  struct row {
    std::int64_t unix_seconds;
    std::string_view text;
  };
  constexpr row kRows[] = {
      {0, "[01/Jan/1970:00:00:00 +0000]"},
      {951'782'399, "[28/Feb/2000:23:59:59 +0000]"},
      {951'782'400, "[29/Feb/2000:00:00:00 +0000]"},
      {1'735'689'599, "[31/Dec/2024:23:59:59 +0000]"},
      {4'102'444'800, "[01/Jan/2100:00:00:00 +0000]"},
  };
  for (const row& each : kRows) {
    const access_record record{.client = "a",
                               .request_line = {},
                               .referer = {},
                               .user_agent = {},
                               .unix_seconds = each.unix_seconds};
    CHECK(line_of(record).find(each.text) == 6);
  }
}

TEST_CASE("no text of a client can forge a line") {
  struct row {
    std::string_view text;
    std::string_view escaped;
  };
  constexpr row kRows[] = {
      {"", "-"},
      {"-", "-"},
      {"plain ~ text", "plain ~ text"},
      {"a\"b", "a\\x22b"},
      {"a\\b", "a\\x5cb"},
      {"\r\n", "\\x0d\\x0a"},
      {"\x1b[2J", "\\x1b[2J"},
      {"\t\x7f", "\\x09\\x7f"},
      {"\xc3\xa4\x80\xff", "\\xc3\\xa4\\x80\\xff"},
      {std::string_view("\0", 1), "\\x00"},
  };
  for (const row& each : kRows) {
    std::string out = "before ";
    append_escaped(out, each.text);
    CHECK(out == "before " + std::string(each.escaped));
    const access_record record{
        .client = "a", .request_line = each.text, .referer = each.text, .user_agent = each.text};
    const std::string line = line_of(record);
    const std::string quoted = '"' + std::string(each.escaped) + '"';
    CHECK(line == "a - - [01/Jan/1970:00:00:00 +0000] " + quoted + " 200 0 " + quoted + ' ' +
                      quoted + '\n');
  }
}

TEST_CASE("the time of a line is its own, whatever was formatted before it") {
  line_formatter formatter;
  access_record record{.client = "a", .request_line = {}, .referer = {}, .user_agent = {}};
  std::string lines;
  for (const std::int64_t time : {0, 0, 1, 0, 86400}) {
    record.unix_seconds = time;
    lines.clear();
    formatter.append_line(lines, record);
    CHECK(lines == line_of(record));
  }
}

}  // namespace
}  // namespace owlet::server
