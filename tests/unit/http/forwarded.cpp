// Tests of http/forwarded.
#include "owlet/http/forwarded.h"

#include <doctest/doctest.h>

#include <string>

#include "odd_inputs.h"

namespace owlet::http {
namespace {

// Addresses of 10.* and fd00:* are proxies; what has a dot or a colon is an address.
hop judge(std::string_view address) {
  if (address.starts_with("10.") || address.starts_with("fd00:")) return hop::trusted;
  const bool is_address = address.find_first_not_of("0123456789abcdef.:") == address.npos &&
                          address.find_first_of(".:") != address.npos;
  return is_address ? hop::untrusted : hop::unknown;
}

request with(field name, std::string_view value) {
  request made;
  made.fields[static_cast<std::size_t>(name)] = value;
  return made;
}

std::string client_of(field name, std::string_view value) {
  return std::string(forwarded_client(with(name, value), judge));
}

struct row {
  std::string_view list;
  std::string_view client;
};

TEST_CASE("X-Forwarded-For is walked from its end over trusted proxies") {
  constexpr row kRows[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"192.0.2.1, 10.0.0.1", "192.0.2.1"},
      {"192.0.2.1,10.0.0.2,10.0.0.1", "192.0.2.1"},
      {"203.0.113.9, 192.0.2.1", "192.0.2.1"},         // forged by the client
      {"10.0.0.9, 192.0.2.1, 10.0.0.1", "192.0.2.1"},  // the same, in a trusted name
      {"203.0.113.9, 192.0.2.1, 10.0.0.1", "192.0.2.1"},
      {"10.0.0.2, 10.0.0.1", "10.0.0.2"},  // all of them are proxies
      {"evil", ""},
      {"192.0.2.1, evil", ""},
      {"192.0.2.1, evil, 10.0.0.1", "10.0.0.1"},  // the last good one
      {"evil, 192.0.2.1, 10.0.0.1", "192.0.2.1"},
      {"unknown, 10.0.0.1", "10.0.0.1"},
      {"2001:db8::1", "2001:db8::1"},
      {"[2001:db8::1]", "2001:db8::1"},
      {"[2001:db8::1]:443, fd00::1", "2001:db8::1"},
      {"192.0.2.1:5678, 10.0.0.1:80", "192.0.2.1"},
      {" 192.0.2.1 ,, 10.0.0.1 , ", "192.0.2.1"},
      {"", ""},
      {",", ""},
      {"192.0.2.1:a b", ""},
      {"[192.0.2.1]", ""},
      {"[2001:db8::1", ""},
      {"[2001:db8::1]x", ""},
      {"[2001:db8::1]:", ""},
      {"\"192.0.2.1\"", ""},
      {"192.0.2.1 10.0.0.1", ""},
  };
  for (const row& each : kRows) {
    CAPTURE(each.list);
    CHECK(client_of(field::x_forwarded_for, each.list) == each.client);
  }
  CHECK(forwarded_address("192.0.2.1:") == "192.0.2.1:");
  CHECK(forwarded_address("192.0.2.1:123456") == "192.0.2.1:123456");
  CHECK(forwarded_address("unix:") == "unix:");
}

TEST_CASE("Forwarded is walked in the same way") {
  constexpr row kRows[] = {
      {"for=192.0.2.1", "192.0.2.1"},
      {"For=192.0.2.1", "192.0.2.1"},
      {"for=\"192.0.2.1\"", "192.0.2.1"},
      {"for=\"192.0.2.1:47011\"", "192.0.2.1"},
      {"for=\"192.0.2.1:_port\"", "192.0.2.1"},
      {"for=\"[2001:db8::1]\"", "2001:db8::1"},
      {"for=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"},
      {"for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"},
      {"by=203.0.113.43; for=192.0.2.60 ;proto=http;", "192.0.2.60"},
      {"for=192.0.2.1, for=10.0.0.1", "192.0.2.1"},
      {"for=203.0.113.9, for=192.0.2.1, for=10.0.0.1", "192.0.2.1"},
      {"for=10.0.0.2, for=10.0.0.1", "10.0.0.2"},
      {"for=192.0.2.1, for=_hidden", ""},
      {"for=192.0.2.1, for=_hidden, for=10.0.0.1", "10.0.0.1"},
      {"for=192.0.2.1, for=unknown, for=10.0.0.1", "10.0.0.1"},
      {"for=192.0.2.1, proto=https, for=10.0.0.1", "10.0.0.1"},
      {"for=192.0.2.1;host=\"a,b;for=10.0.0.3\", for=10.0.0.1", "192.0.2.1"},
      {"for=192.0.2.1;host=\"a\\\",b\", for=10.0.0.1", "192.0.2.1"},
      {"for=203.0.113.9;for=192.0.2.1", ""},
      {"for=", ""},
      {"for", ""},
      {"for=\"\"", ""},
      {"=192.0.2.1", ""},
      {"for=192.0.2.1:80", ""},  // not a token, so it has to be quoted
      {"for=2001:db8::1", ""},
      {"for=\"2001:db8::1\"", ""},  // has to be in brackets
      {"for=[2001:db8::1]", ""},
      {"for=\"192.0.2.1\\1\"", ""},
      {"for=192.0.2.1;host=\"a\"b\"", ""},
      {"for=192.0.2.1;host=\"a\" \"b\"", ""},
      {"for=192.0.2.1 10.0.0.1", ""},
      {"for = 192.0.2.1", ""},
      {"for=\"192.0.2.1\" x", ""},
      {"for=\"unknown\"", ""},
      {"for=\"unknown:80\"", ""},
      {"for=\"_hidden:80\"", ""},
      {"192.0.2.1", ""},
      {"", ""},
      {" , ,", ""},
  };
  for (const row& each : kRows) {
    CAPTURE(each.list);
    CHECK(client_of(field::forwarded, each.list) == each.client);
  }
}

TEST_CASE("a quoted string that the client left open hides what proxies append, and names nobody") {
  for (const std::string_view list :
       {"for=\"", "for=192.0.2.1;host=\", for=10.0.0.1", "for=\"203.0.113.9, for=\"[fd00::1]\"",
        "for=203.0.113.9;a=\"\\, for=\"[2001:db8::1]\", for=\"[fd00::1]\"", "\"",
        "for=203.0.113.9, a=\"b\\\""}) {
    CAPTURE(list);
    CHECK(client_of(field::forwarded, list).empty());
  }
}

TEST_CASE("X-Forwarded-For comes first, and Forwarded counts when it is alone") {
  request both = with(field::x_forwarded_for, "192.0.2.1");
  both.fields[static_cast<std::size_t>(field::forwarded)] = "for=203.0.113.9";
  CHECK(forwarded_client(both, judge) == "192.0.2.1");
  both.fields[static_cast<std::size_t>(field::x_forwarded_for)] = "evil";
  CHECK(forwarded_client(both, judge).empty());
  CHECK(forwarded_client(request{}, judge).empty());
}

TEST_CASE("odd fields give a piece of themselves that was judged, or nothing") {
  constexpr std::string_view kPieces[] = {"for=",  "192.0.2.1", "10.0.0.1", "\"", "[fd00::1]", ",",
                                          ", ",    ";",         "\\",       ":",  "_a",        "=",
                                          "proto", "[",         "]",        "80", " "};
  for (const field name : {field::forwarded, field::x_forwarded_for}) {
    testing::for_each_odd_input("for=", kPieces, [name](std::string_view text) {
      const auto client = forwarded_client(with(name, text), judge);
      const bool is_inside =
          client.empty() || (client.data() >= text.data() &&
                             client.data() + client.size() <= text.data() + text.size());
      if (!is_inside || (!client.empty() && judge(client) == hop::unknown)) {
        FAIL_CHECK(std::string(text));
      }
    });
  }
}

}  // namespace
}  // namespace owlet::http
