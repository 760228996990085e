// Tests of http/response_head.
#include "owlet/http/response_head.h"

#include <doctest/doctest.h>

#include <limits>

namespace owlet::http {
namespace {

TEST_CASE("a head is a status line, its fields, and an empty line") {
  std::string out;
  response_head head(out, status::not_found);
  head.field("Server", "owlet").field("Content-Length", 42).field("X-Empty", "");
  head.end();
  CHECK(out ==
        "HTTP/1.1 404 Not Found\r\nServer: owlet\r\nContent-Length: 42\r\nX-Empty: \r\n\r\n");
  CHECK_FALSE(head.has_refused());
}

TEST_CASE("pieces that are rendered apart make one head, after what was there before") {
  std::string out = "earlier bytes|";
  response_head(out, status::ok).field("Server", "owlet");
  response_head(out).field("Connection", "close").end();
  CHECK(out == "earlier bytes|HTTP/1.1 200 OK\r\nServer: owlet\r\nConnection: close\r\n\r\n");
}

TEST_CASE("numbers are written in full") {
  std::string out;
  response_head(out)
      .field("A", std::uint64_t{0})
      .field("B", std::numeric_limits<std::uint64_t>::max());
  CHECK(out == "A: 0\r\nB: 18446744073709551615\r\n");
}

TEST_CASE("a value with any control byte but a tab is left out and remembered") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const bool is_allowed = byte == '\t' || (byte >= 0x20 && byte != 0x7F);
    for (std::string value : {"ab", "a", ""}) {
      value.insert(value.size() / 2, 1, static_cast<char>(byte));
      std::string out;
      response_head head(out);
      head.field("Before", "1").field("Name", value).field("After", "2");
      CHECK(head.has_refused() == !is_allowed);
      const std::string line = is_allowed ? "Name: " + value + "\r\n" : "";
      CHECK(out == "Before: 1\r\n" + line + "After: 2\r\n");
    }
  }
}

TEST_CASE("a name that is no token is left out and remembered") {
  constexpr std::string_view kTokenBytes =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (unsigned byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const bool is_allowed = kTokenBytes.find(static_cast<char>(byte)) != std::string_view::npos;
    const std::string name = std::string("X-") + static_cast<char>(byte);
    std::string out;
    response_head head(out);
    head.field(name, "value").field(name, 1);
    CHECK(head.has_refused() == !is_allowed);
    CHECK(out.empty() == !is_allowed);
  }
  std::string out;
  CHECK(response_head(out).field("", "value").has_refused());
  CHECK(out.empty());
}

}  // namespace
}  // namespace owlet::http
