// Tests of server/client_address.
#include "owlet/server/client_address.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace owlet::server {
namespace {

std::vector<net::address_range> ranges(std::initializer_list<std::string_view> texts) {
  std::vector<net::address_range> made;
  for (const std::string_view text : texts) made.push_back(*net::address_range::parse(text));
  return made;
}

http::request forwarded_for(std::string_view list) {
  http::request made;
  made.fields[static_cast<std::size_t>(http::field::x_forwarded_for)] = list;
  return made;
}

const net::endpoint kProxy = *net::endpoint::parse("10.0.0.1", 1234);
const net::endpoint kStranger = *net::endpoint::parse("198.51.100.7", 4321);

TEST_CASE("only a trusted peer is believed") {
  const http::request request = forwarded_for("192.0.2.1");
  const auto trusted = ranges({"10.0.0.0/8"});
  CHECK(client_address(request, kProxy, trusted).host().view() == "192.0.2.1");
  CHECK(client_address(request, kStranger, trusted).text() == kStranger.text());
  CHECK(client_address(request, net::endpoint::of_unix(), trusted).text() == "unix:");
  CHECK(client_address(request, kProxy, {}).text() == kProxy.text());
  CHECK(client_address(http::request{}, kProxy, trusted).text() == kProxy.text());
}

TEST_CASE("the walk ends at the first who is not trusted") {
  struct row {
    std::string_view list;
    std::string_view client;
  };
  constexpr row kRows[] = {
      {"203.0.113.9, 192.0.2.1, 10.0.0.2", "192.0.2.1"},
      {"203.0.113.9, 2001:DB8::1, [fd00::2]:80", "2001:db8::1"},
      {"203.0.113.9, ::ffff:192.0.2.1", "192.0.2.1"},
      {"203.0.113.9, ::ffff:10.9.9.9", "203.0.113.9"},
      {"203.0.113.9, unix:", "203.0.113.9"},
      {"203.0.113.9, localhost", "10.0.0.1"},
      {"203.0.113.9, fe80::1%lo", "10.0.0.1"},
      {"203.0.113.9, 192.0.2.1\x01", "10.0.0.1"},
      {"203.0.113.9, 192.0.2.1:, 10.0.0.2", "10.0.0.2"},
      {"203.0.113.9, 192.0.2.1:123456", "10.0.0.1"},
      {"10.0.0.9, 10.0.0.8", "10.0.0.9"},
      {"203.0.113.9, \"10.0.0.8", "10.0.0.1"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.list);
    const auto client = client_address(forwarded_for(each.list), kProxy,
                                       ranges({"10.0.0.0/8", "fd00::/8", "unix"}));
    CHECK(client.host().view() == each.client);
  }
}

TEST_CASE("a proxy at a unix socket is trusted by that name") {
  const http::request request = forwarded_for("192.0.2.1");
  const auto peer = net::endpoint::of_unix();
  CHECK(client_address(request, peer, ranges({"unix"})).host().view() == "192.0.2.1");
  CHECK(client_address(request, peer, ranges({"0.0.0.0/0", "::/0"})).text() == "unix:");
}

TEST_CASE(
    "guesses are counted by IPv4 address, by half of an IPv6 one, and by who is behind a proxy") {
  const auto key_of = [](std::string_view peer, std::string_view list = {}) {
    const http::request request = list.empty() ? http::request{} : forwarded_for(list);
    const auto key = guesser_key(request, *net::endpoint::parse(peer, 1), ranges({"10.0.0.0/8"}));
    return std::to_string(key.kind) + ' ' + std::to_string(key.address);
  };
  CHECK(key_of("192.0.2.1") == "4 3221225985");
  CHECK(key_of("192.0.2.1") != key_of("192.0.2.2"));
  CHECK(key_of("::ffff:192.0.2.1") == key_of("192.0.2.1"));
  CHECK(key_of("2001:db8:0:1::1") == key_of("2001:db8:0:1:ffff::2"));
  CHECK(key_of("2001:db8:0:1::1") != key_of("2001:db8:0:2::1"));
  CHECK(key_of("10.0.0.1", "192.0.2.1") == key_of("192.0.2.1"));
  CHECK(key_of("192.0.2.2", "192.0.2.1") == key_of("192.0.2.2"));
  CHECK(guesser_key({}, net::endpoint::of_unix(), {}).kind == 0);
}

}  // namespace
}  // namespace owlet::server
