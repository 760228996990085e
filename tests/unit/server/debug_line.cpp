// Tests of server/debug_line.
#include "owlet/server/debug_line.h"

#include <doctest/doctest.h>

#include <string>

#include "owlet/base/limits.h"
#include "owlet/base/message.h"

namespace owlet::server {
namespace {

access_record record_of(std::string_view line, http::status code = http::status::ok) {
  return {.client = "::1",
          .request_line = line,
          .referer = {},
          .user_agent = {},
          .status = code,
          .content_bytes = 7,
          .took = std::chrono::microseconds(1260)};
}

std::string plain(const access_record& record) {
  return format_debug_line(record, debug_colours::off);
}

std::string coloured(const access_record& record) {
  return format_debug_line(record, debug_colours::on);
}

std::string without_colours(std::string line) {
  for (auto at = line.find('\x1b'); at != line.npos; at = line.find('\x1b')) {
    line.erase(at, line.find('m', at) + 1 - at);
  }
  return line;
}

TEST_CASE("a debug line is for a person, and hostile text stays on it") {
  const access_record record = record_of("GET /\x1b\n HTTP/1.1", http::status::not_found);
  CHECK(plain(record) == "owlet: 404 GET /\\x1b\\x0a HTTP/1.1, 7 bytes in 1.3 ms to ::1\n");
  base::set_message_style(base::message_style::json, base::message_level::error);
  const std::string json = plain(record);
  base::set_message_style(base::message_style::text, base::message_level::notice);
  CHECK(json.ends_with(R"(,"message":"404 GET /\u005cx1b\u005cx0a HTTP/1.1, 7 bytes in 1.3 ms to )"
                       "::1\"}\n"));
  CHECK(plain(record_of("")) == "owlet: 200 -, 7 bytes in 1.3 ms to ::1\n");
}

TEST_CASE("with colours, the status has that of its class, the method is bold and the rest faint") {
  CHECK(coloured(record_of("GET /a b HTTP/1.1")) ==
        "owlet: \x1b[32m200\x1b[0m \x1b[1mGET\x1b[0m /a b\x1b[2m HTTP/1.1, 7 bytes in 1.3 ms to "
        "::1\x1b[0m\n");
  CHECK(coloured(record_of("GET / HTTP/1.1", http::status::not_modified))
            .starts_with("owlet: \x1b[36m304\x1b[0m "));
  CHECK(coloured(record_of("GET / HTTP/1.1", http::status::gone))
            .starts_with("owlet: \x1b[33m410\x1b[0m "));
  CHECK(coloured(record_of("GET / HTTP/1.1", http::status::service_unavailable))
            .starts_with("owlet: \x1b[31m503\x1b[0m "));
}

TEST_CASE("colours add nothing but themselves, whatever a client sends") {
  const std::string longest(base::kMaxLoggedRequestBytes + 5, '\x1b');
  for (const std::string& line :
       {std::string("GET / HTTP/1.1"), std::string(), std::string(" "), std::string("GET"),
        std::string("GET /"), std::string("GET  "), std::string("  "),
        std::string("\x1b[31mGET \x1b]0;title\x07 HTTP/1.1"), longest}) {
    CAPTURE(line);
    const std::string shown = coloured(record_of(line));
    CHECK(without_colours(shown) == plain(record_of(line)));
    CHECK(without_colours(shown).find('\x1b') == std::string::npos);
  }
}

}  // namespace
}  // namespace owlet::server
