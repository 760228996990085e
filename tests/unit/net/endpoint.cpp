// Tests of net/endpoint.
#include "owlet/net/endpoint.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>

#include <cstring>

namespace owlet::net {
namespace {

TEST_CASE("numeric addresses are read and written in their usual form") {
  struct row {
    std::string_view address;
    int family;
    std::string_view host;
    std::string_view text;
  };
  constexpr row kRows[] = {
      {"127.0.0.1", AF_INET, "127.0.0.1", "127.0.0.1:80"},
      {"0.0.0.0", AF_INET, "0.0.0.0", "0.0.0.0:80"},
      {"255.255.255.255", AF_INET, "255.255.255.255", "255.255.255.255:80"},
      {"localhost", AF_INET, "127.0.0.1", "127.0.0.1:80"},
      {"::", AF_INET6, "::", "[::]:80"},
      {"::1", AF_INET6, "::1", "[::1]:80"},
      {"[::1]", AF_INET6, "::1", "[::1]:80"},
      {"2001:DB8:0:0::1", AF_INET6, "2001:db8::1", "[2001:db8::1]:80"},
      {"fe80::1%lo", AF_INET6, "fe80::1", "[fe80::1]:80"},
      {"[fe80::1%lo]", AF_INET6, "fe80::1", "[fe80::1]:80"},
      {"::ffff:192.0.2.1", AF_INET6, "192.0.2.1", "192.0.2.1:80"},
      {"::ffff:c000:201", AF_INET6, "192.0.2.1", "192.0.2.1:80"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", AF_INET6,
       "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:80"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.address);
    const auto parsed = endpoint::parse(each.address, 80);
    REQUIRE(parsed);
    CHECK(parsed->family() == each.family);
    CHECK(parsed->port() == 80);
    CHECK(parsed->host().view() == each.host);
    CHECK(parsed->text() == each.text);
    CHECK(parsed->size() == (each.family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6)));
  }
}

TEST_CASE("what is no numeric address is refused") {
  constexpr std::string_view kRows[] = {
      "",           " ",
      "a",          "example.com",
      "LOCALHOST",  "256.0.0.1",
      "1.2.3",      "1.2.3.4.5",
      "1",          "::1::",
      "[::1",       "::1]",
      "[]",         "[127.0.0.1]",
      ":",          ":::",
      "g::",        "1:2",
      "127.0.0.1 ", "127.0.0.1:80",
      "[::1]:80",   "fe80::1%none",
      "::1%",       "%lo",
      "*",          "/",
      "0x7f.1",
  };
  for (const std::string_view address : kRows) {
    CAPTURE(address);
    CHECK_FALSE(endpoint::parse(address, 80));
  }
}

TEST_CASE("without an address it is 0.0.0.0:0") {
  CHECK(endpoint().text() == "0.0.0.0:0");
  CHECK(endpoint().family() == AF_INET);
}

TEST_CASE("the port can be replaced, in both families") {
  for (const std::string_view address : {"127.0.0.1", "::1"}) {
    CAPTURE(address);
    auto where = endpoint::parse(address, 0);
    REQUIRE(where);
    CHECK(where->port() == 0);
    where->set_port(65535);
    CHECK(where->port() == 65535);
    CHECK(where->text().ends_with(":65535"));
    CHECK(where->host().view() == address);
  }
}

TEST_CASE("what the kernel fills in is the same address") {
  for (const std::string_view address : {"192.0.2.7", "2001:db8::7"}) {
    CAPTURE(address);
    const auto where = endpoint::parse(address, 8080);
    REQUIRE(where);
    sockaddr_storage filled{};
    std::memcpy(&filled, where->data(), where->size());
    CHECK(endpoint::from_sockaddr(filled).text() == where->text());
  }
}

TEST_CASE("text of others is an address only where it is all digits, dots and colons") {
  for (const std::string_view text :
       {"localhost", "[::1]", "::1%lo", "fe80::1%lo", "", "1.2.3", "01.2.3.4", "1.2.3.4 ", "::g",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
    CAPTURE(text);
    CHECK_FALSE(endpoint::parse_numeric(text, 80));
  }
  CHECK_FALSE(endpoint::parse_numeric(std::string_view("1.2.3.4\0", 8), 80));
  CHECK(endpoint::parse_numeric("192.0.2.1", 80)->text() == "192.0.2.1:80");
  CHECK(endpoint::parse_numeric("2001:DB8::1", 80)->text() == "[2001:db8::1]:80");
}

TEST_CASE("its bytes are those of the address, of an IPv4 one inside an IPv6 one too") {
  const auto size = [](std::string_view text) {
    return endpoint::parse_numeric(text, 0)->bytes().size();
  };
  CHECK(size("192.0.2.1") == 4);
  CHECK(size("::ffff:192.0.2.1") == 4);
  CHECK(size("2001:db8::1") == 16);
  for (const std::string_view text : {"192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"}) {
    CAPTURE(text);
    const auto where = *endpoint::parse_numeric(text, 0);
    CHECK(endpoint::from_bytes(where.bytes(), 7).host().view() == where.host().view());
    CHECK(endpoint::from_bytes(where.bytes(), 7).port() == 7);
  }
}

TEST_CASE("a unix socket has neither address nor port") {
  sockaddr_storage filled{};
  std::memset(&filled, 'a', sizeof filled);
  filled.ss_family = AF_UNIX;
  for (const endpoint& where : {endpoint::of_unix(), endpoint::from_sockaddr(filled)}) {
    CHECK(where.family() == AF_UNIX);
    CHECK(where.host().view() == "unix:");
    CHECK(where.text() == "unix:");
    CHECK(where.port() == 0);
    CHECK(where.bytes().empty());
  }
}

TEST_CASE("it is small, for every connection has one") { CHECK(sizeof(endpoint) == 28); }

}  // namespace
}  // namespace owlet::net
