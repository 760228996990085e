// Tests of net/address_range.
#include "owlet/net/address_range.h"

#include <doctest/doctest.h>

namespace owlet::net {
namespace {

TEST_CASE("a range contains what begins like it") {
  struct row {
    std::string_view range;
    std::string_view address;
    bool is_in;
  };
  constexpr row kRows[] = {
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.6", false},
      {"192.0.2.7/32", "192.0.2.7", true},
      {"192.0.2.0/24", "192.0.2.255", true},
      {"192.0.2.0/24", "192.0.3.0", false},
      {"192.0.2.128/25", "192.0.2.128", true},
      {"192.0.2.128/25", "192.0.2.127", false},
      {"10.0.0.0/8", "10.255.1.2", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"172.16.0.0/12", "172.31.255.255", true},
      {"172.16.0.0/12", "172.32.0.0", false},
      {"0.0.0.0/0", "255.255.255.255", true},
      {"0.0.0.0/0", "::1", false},
      {"::/0", "2001:db8::1", true},
      {"::/0", "192.0.2.7", false},
      {"::1", "::1", true},
      {"::1", "::2", false},
      {"2001:db8::/32", "2001:db8:ffff::", true},
      {"2001:db8::/32", "2001:db9::", false},
      {"2001:db8::8/125", "2001:db8::f", true},
      {"2001:db8::8/125", "2001:db8::10", false},
      {"192.0.2.0/24", "::ffff:192.0.2.9", true},
      {"::ffff:192.0.2.0/120", "192.0.2.9", true},
      {"::ffff:192.0.2.0/120", "192.0.3.9", false},
      {"::ffff:192.0.2.9", "192.0.2.9", true},
      {"::ffff:0:0/96", "203.0.113.5", true},
      {"::ffff:0:0/96", "::1", false},
  };
  for (const row& each : kRows) {
    CAPTURE(each.range);
    CAPTURE(each.address);
    const auto range = address_range::parse(each.range);
    REQUIRE(range);
    CHECK(range->contains(*endpoint::parse_numeric(each.address, 80)) == each.is_in);
    CHECK_FALSE(range->contains(endpoint::of_unix()));
  }
}

TEST_CASE("unix is every client of a unix socket, and nobody else") {
  const auto range = address_range::parse("unix");
  REQUIRE(range);
  CHECK(range->contains(endpoint::of_unix()));
  CHECK_FALSE(range->contains(endpoint()));
  CHECK_FALSE(range->contains(*endpoint::parse_numeric("::", 0)));
}

TEST_CASE("bits behind the prefix have to be 0") {
  for (const std::string_view text :
       {"192.0.2.1/24", "192.0.2.128/24", "192.0.2.1/31", "1.0.0.0/0", "2001:db8::1/32", "::1/127",
        "::ffff:192.0.2.1/120", "::ffff:0:0/95", "::ffff:0:0/80", "8000::/0"}) {
    CAPTURE(text);
    CHECK_FALSE(address_range::parse(text));
  }
}

TEST_CASE("what is no range is refused") {
  for (const std::string_view text : {"",
                                      "/",
                                      "/24",
                                      "192.0.2.0/",
                                      "192.0.2.0/33",
                                      "192.0.2.0/+8",
                                      "192.0.2.0/-1",
                                      "192.0.2.0/08",
                                      "192.0.2.0/8 ",
                                      " 192.0.2.0/8",
                                      "192.0.2.0/8/8",
                                      "192.0.2/24",
                                      "192.0.2.0/a",
                                      "::/129",
                                      "::/4294967296",
                                      "[::1]",
                                      "[::]/0",
                                      "::1%lo",
                                      "fe80::%lo/64",
                                      "localhost",
                                      "example.com",
                                      "Unix",
                                      "unix/0",
                                      "unix:",
                                      "*",
                                      "all",
                                      "192.0.2.01"}) {
    CAPTURE(text);
    CHECK_FALSE(address_range::parse(text));
  }
}

}  // namespace
}  // namespace owlet::net
