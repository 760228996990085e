// Tests of server/log_line.
#include "owlet/server/log_line.h"

#include <doctest/doctest.h>

#include <climits>
#include <string>

#include "owlet/base/limits.h"

namespace owlet::server {
namespace {

std::string line_of(const access_record& record, log_format format = log_format::combined) {
  std::string line;
  line_formatter(format).append_line(line, record);
  return line;
}

// A record in which only the request line is of interest.
access_record record_of(std::string_view request_line) {
  return {.client = "a", .request_line = request_line, .referer = {}, .user_agent = {}};
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

TEST_CASE("who was let in is one word of a line, and a member of an object") {
  access_record record = record_of("GET / HTTP/1.1");
  record.user = "alice";
  CHECK(line_of(record, log_format::common).starts_with("a - alice [01/Jan/1970"));
  CHECK(line_of(record).starts_with("a - alice [01/Jan/1970"));
  CHECK(line_of(record, log_format::json).find(R"(,"user":"alice",)") != std::string::npos);
  record.user = "a b\" [x";
  CHECK(line_of(record).starts_with("a - a\\x20b\\x22\\x20[x [01/Jan/1970"));
  CHECK(line_of(record, log_format::json).find(R"(,"user":"a b\u0022 [x",)") != std::string::npos);
  const std::string longest(300, ' ');
  record.user = longest;
  CHECK(line_of(record).size() < base::kMaxLogLineBytes);
  record.user = {};
  CHECK(line_of(record, log_format::json).find("user\":") == std::string::npos);
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
    append_escaped(out, each.text, 100);
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
  for (const auto format : {log_format::common, log_format::combined, log_format::json}) {
    line_formatter formatter(format);
    access_record record = record_of("");
    std::string lines;
    for (const std::int64_t time : {0, 0, 1, 0, 86400}) {
      record.unix_seconds = time;
      lines.clear();
      formatter.append_line(lines, record);
      CHECK(lines == line_of(record, format));
    }
  }
}

TEST_CASE("the common format is the combined one without its last two fields") {
  access_record record = record_of("GET /a HTTP/1.1");
  record.referer = "r";
  record.user_agent = "u";
  const std::string common = "a - - [01/Jan/1970:00:00:00 +0000] \"GET /a HTTP/1.1\" 200 0";
  CHECK(line_of(record, log_format::common) == common + '\n');
  CHECK(line_of(record, log_format::combined) == common + " \"r\" \"u\"\n");
}

TEST_CASE("what a proxy says of its client stays one word") {
  access_record record = record_of("GET / HTTP/1.1");
  struct row {
    std::string_view client;
    std::string_view shown;
  };
  constexpr row kRows[] = {{"192.0.2.1", "192.0.2.1 -"},
                           {"a - - [x", "a -"},
                           {"a\"\n", "a\\x22\\x0a -"},
                           {" ", "- -"},
                           {"", "- -"}};
  for (const row& each : kRows) {
    record.client = each.client;
    CHECK(line_of(record).starts_with(std::string(each.shown) + " - ["));
  }
}

// -- JSON ---------------------------------------------------------------------------------------

TEST_CASE("a line in JSON has all that is known, in one order") {
  const access_record record{.client = "2001:db8::1",
                             .request_line = "GET /a?b HTTP/1.1",
                             .referer = "http://b/",
                             .user_agent = "curl/8",
                             .status = http::status::partial_content,
                             .content_bytes = 1234,
                             .unix_seconds = 784'111'777,
                             .milliseconds = 7,
                             .peer = "192.0.2.1",
                             .host = "example.org",
                             .took = std::chrono::nanoseconds(1'002'003'999),
                             .came_out = completion::cut_short};
  CHECK(line_of(record, log_format::json) ==
        R"({"time":"1994-11-06T08:49:37.007Z","client":"2001:db8::1","peer":"192.0.2.1",)"
        R"("host":"example.org","method":"GET","target":"/a?b","protocol":"HTTP/1.1",)"
        R"("status":206,"bytes":1234,"duration":1.002003,"complete":false,)"
        R"("referer":"http://b/","user_agent":"curl/8"})"
        "\n");
  CHECK(line_of(record_of(""), log_format::json) ==
        R"({"time":"1970-01-01T00:00:00.000Z","client":"a","request":"","status":200,"bytes":0,)"
        R"("duration":0.000000,"complete":true})"
        "\n");
}

TEST_CASE("a request line that has not three parts is given as a whole") {
  struct row {
    std::string_view line;
    std::string_view members;
  };
  constexpr row kRows[] = {
      {"GET / HTTP/1.1", R"("method":"GET","target":"/","protocol":"HTTP/1.1")"},
      {"GET /", R"("request":"GET /")"},
      {"GET", R"("request":"GET")"},
      {"GET  HTTP/1.1", R"("request":"GET  HTTP/1.1")"},
      {"GET /a b HTTP/1.1", R"("request":"GET /a b HTTP/1.1")"},
      {" / HTTP/1.1", R"("request":" / HTTP/1.1")"},
      {"GET / ", R"("request":"GET / ")"},
      {"\x16\x03\x01", R"("request":"\u0016\u0003\u0001")"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.line);
    CHECK(line_of(record_of(each.line), log_format::json)
              .find(std::string(each.members) + ",\"status") != std::string::npos);
  }
}

TEST_CASE("no text of a client can break a line of JSON") {
  struct row {
    std::string_view text;
    std::string_view escaped;
  };
  constexpr row kRows[] = {
      {"a\",\"b\":\"", R"(a\u0022,\u0022b\u0022:\u0022)"},
      {"\\", R"(\u005c)"},
      {"\n{}", R"(\u000a{})"},
      {"\xc3\xa4\xff\xe2\x80\xa8", R"(\u00c3\u00a4\u00ff\u00e2\u0080\u00a8)"},
      {std::string_view("\0", 1), R"(\u0000)"},
  };
  for (const row& each : kRows) {
    access_record record = record_of(each.text);
    record.client = record.peer = record.host = record.referer = record.user_agent = each.text;
    const std::string text = '"' + std::string(each.escaped) + '"';
    CHECK(line_of(record, log_format::json) ==
          R"({"time":"1970-01-01T00:00:00.000Z","client":)" + text + R"(,"peer":)" + text +
              R"(,"host":)" + text + R"(,"request":)" + text +
              R"(,"status":200,"bytes":0,"duration":0.000000,"complete":true,"referer":)" + text +
              R"(,"user_agent":)" + text + "}\n");
  }
}

TEST_CASE("a line is never longer than a pipe takes in one piece, whatever stands in it") {
  const std::string odd(10'000, '\xff');
  const std::string line = "GET " + odd + " HTTP/1.1";
  for (const std::string& request : {odd, line}) {
    access_record record = record_of(request);
    record.client = record.peer = record.host = record.referer = record.user_agent = odd;
    record.content_bytes = UINT64_MAX;
    record.took = base::duration::max();
    record.came_out = completion::cut_short;
    for (const auto format : {log_format::common, log_format::combined, log_format::json}) {
      const std::string text = line_of(record, format);
      CHECK(text.size() <= base::kMaxLogLineBytes);
      CHECK(text.size() > 1500);
      CHECK(text.find("...\"") != std::string::npos);
    }
  }
  static_assert(base::kMaxLogLineBytes <= PIPE_BUF);
}

}  // namespace
}  // namespace owlet::server
