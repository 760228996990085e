// Tests of app/composed_request.
#include "owlet/app/composed_request.h"

#include <doctest/doctest.h>

namespace owlet::app {
namespace {

option_text field(const std::string& value) {
  return {option_id::request_header, value, option_source::command_line};
}

std::string text_of(const std::string& url, const std::vector<option_text>& options = {}) {
  auto made = compose_request(url, options);
  const auto* const wrong = std::get_if<usage_error>(&made);
  return wrong != nullptr ? wrong->message : std::get<std::string>(made);
}

TEST_CASE("a path or a URL comes to a request with a Host") {
  struct row {
    const char* url;
    const char* head;
  };
  constexpr row kRows[] = {
      {"/", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"/a?b=c#d", "GET /a?b=c HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"*", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"http://a", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"https://a:8443/b", "GET /b HTTP/1.1\r\nHost: a:8443\r\n\r\n"},
      {"http://[::1]?q", "GET /?q HTTP/1.1\r\nHost: [::1]\r\n\r\n"},
      {"/gr\xc3\xbc", "GET /gr\xc3\xbc HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"//a", "GET //a HTTP/1.1\r\nHost: localhost\r\n\r\n"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.url);
    CHECK(text_of(each.url) == each.head);
  }
}

TEST_CASE("fields are sent as they are given, and one of them may be the Host") {
  CHECK(text_of("/", {field("A: 1"), field("b:2")}) ==
        "GET / HTTP/1.1\r\nHost: localhost\r\nA: 1\r\nb:2\r\n\r\n");
  CHECK(text_of("http://a/", {field("host: b")}) == "GET / HTTP/1.1\r\nhost: b\r\n\r\n");
  CHECK(text_of("/", {{option_id::method, "HEAD", option_source::command_line}}) ==
        "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

TEST_CASE("what no client could send is told in one line with the remedy") {
  struct row {
    const char* url;
    const char* part;
  };
  constexpr row kRows[] = {
      {"", "explain '': give a path from / on"},      {"a", "explain a: give a path from / on"},
      {"ftp://a/", "explain ftp://a/: give a path"},  {"/a b", "write such a byte as %20"},
      {"/a\tb", "write such a byte as %20"},          {"/a\r\nb", "write such a byte as %20"},
      {"http://", "give a host behind http://"},      {"https:///a", "give a host behind https://"},
      {"http://me@a/", "give a host behind http://"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.url);
    CHECK(text_of(each.url).find(each.part) != std::string::npos);
  }
  for (const char* each : {"", "A", ":b"}) {
    CAPTURE(each);
    CHECK(text_of("/", {field(each)}).find(": write Name: value") != std::string::npos);
  }
  CHECK(text_of("/", {field("A: b\nC: d")}).find("take them out") != std::string::npos);
  for (const char* each : {"", "G T", "GET\n"}) {
    CAPTURE(each);
    const std::string said = text_of("/", {{option_id::method, each, option_source::command_line}});
    CHECK(said.find("give a method of HTTP") != std::string::npos);
  }
}

}  // namespace
}  // namespace owlet::app
