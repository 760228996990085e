// Tests of net/proxy_header: every header as a whole, with more behind it, and cut at every byte.
#include "owlet/net/proxy_header.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "owlet/base/limits.h"

namespace owlet::net {
namespace {

using namespace std::string_literals;

// "192.0.2.1:80"; "-" for a header without a source, "bad", "more".
std::string read(std::string_view input) {
  const proxy_header header = read_proxy_header(input);
  switch (header.outcome) {
    case proxy_outcome::need_more: return "more";
    case proxy_outcome::bad: return "bad";
    case proxy_outcome::done: return header.source ? header.source->text() : "-";
  }
  return {};
}

void check_done(const std::string& header, std::string_view expected) {
  CAPTURE(header);
  for (const std::string_view behind : {"", "G", "GET / HTTP/1.1\r\n\r\n", "PROXY UNKNOWN\r\n"}) {
    const std::string input = header + std::string(behind);
    CHECK(read(input) == expected);
    CHECK(read_proxy_header(input).size == header.size());
  }
  for (std::size_t i = 0; i < header.size(); ++i) {
    CAPTURE(i);
    CHECK(read(std::string_view(header).substr(0, i)) == "more");
  }
}

// However it is cut: once it is bad it stays so, and before that it is never done.
void check_bad(const std::string& header) {
  CAPTURE(header);
  CHECK(read(header) == "bad");
  bool is_bad = false;
  for (std::size_t i = 0; i <= header.size(); ++i) {
    CAPTURE(i);
    const std::string outcome = read(std::string_view(header).substr(0, i));
    CHECK((outcome == "bad" || (outcome == "more" && !is_bad)));
    is_bad = outcome == "bad";
  }
}

TEST_CASE("a header of version 1 tells the client") {
  check_done("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n", "192.0.2.1:56324");
  check_done("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535");
  check_done("PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n", "0.0.0.0:0");
  check_done("PROXY TCP6 2001:DB8::1 ::1 1 2\r\n", "[2001:db8::1]:1");
  check_done("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n", "192.0.2.1:1");
  const std::string longest = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  check_done("PROXY TCP6 " + longest + ' ' + longest + " 65535 65535\r\n",
             '[' + longest + "]:65535");
  check_done("PROXY UNKNOWN " + longest + ' ' + longest + " 65535 65535\r\n", "-");
}

TEST_CASE("UNKNOWN is followed by anything, which is ignored") {
  check_done("PROXY UNKNOWN\r\n", "-");
  check_done("PROXY UNKNOWN \r\n", "-");
  check_done("PROXY UNKNOWN a  b\r \0c\r\n"s, "-");
  check_done("PROXY UNKNOWN " + std::string(base::kMaxProxyLineBytes - 16, 'a') + "\r\n", "-");
}

TEST_CASE("a header of version 1 that differs in a byte is bad") {
  for (const char* header : {
           "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\n",
           "PROXY UNKNOWN\n",
           "PROXY TCP4\r\n",
           "PROXY TCP4 \r\n",
           "PROXY \r\n",
           "PROXY  TCP4 192.0.2.1 198.51.100.2 1 2\r\n",
           "PROXY TCP4  192.0.2.1 198.51.100.2 1 2\r\n",
           "PROXY TCP4 192.0.2.1 198.51.100.2 1\r\n",
           "PROXY TCP4 192.0.2.1 198.51.100.2 1 2 \r\n",
           "PROXY TCP4 192.0.2.1 198.51.100.2 1 2 3\r\n",
           "PROXY TCP4 192.0.2.1 198.51.100.2 1  2\r\n",
           "PROXY TCP4 192.0.2.1 198.51.100.2 01 2\r\n",
           "PROXY TCP4 192.0.2.1 198.51.100.2 1 65536\r\n",
           "PROXY TCP4 192.0.2.1 198.51.100.2 -1 2\r\n",
           "PROXY TCP4 192.0.2.1 198.51.100.2 +1 2\r\n",
           "PROXY TCP4 192.0.2.01 198.51.100.2 1 2\r\n",
           "PROXY TCP4 192.0.2 198.51.100.2 1 2\r\n",
           "PROXY TCP4 192.0.2.256 198.51.100.2 1 2\r\n",
           "PROXY TCP4 192.0.2.1 nobody 1 2\r\n",
           "PROXY TCP4 localhost 198.51.100.2 1 2\r\n",
           "PROXY TCP4 ::1 ::1 1 2\r\n",
           "PROXY TCP6 192.0.2.1 192.0.2.1 1 2\r\n",
           "PROXY TCP6 [::1] ::1 1 2\r\n",
           "PROXY TCP6 ::1 192.0.2.1 1 2\r\n",
           "PROXY TCP5 ::1 ::1 1 2\r\n",
           "PROXY UDP4 192.0.2.1 198.51.100.2 1 2\r\n",
           "PROXY tcp4 192.0.2.1 198.51.100.2 1 2\r\n",
           "PROXY UNKNOWNX\r\n",
           "PROXY unknown\r\n",
           "proxy UNKNOWN\r\n",
           "PROXY\tUNKNOWN\r\n",
           "PROXYUNKNOWN\r\n",
           " PROXY UNKNOWN\r\n",
           "\r\nPROXY UNKNOWN\r\n",
           "GET / HTTP/1.1\r\n",
           "POST / HTTP/1.1\r\n",
           "PUT / HTTP/1.1\r\n",
       }) {
    check_bad(header);
  }
  check_bad("PROXY TCP4 192.0.2.1\0 198.51.100.2 1 2\r\n"s);
  check_bad("\x16\x03\x01");
}

TEST_CASE("a line that is too long is bad before it ends") {
  const std::string longest(base::kMaxProxyLineBytes - 15, 'a');
  check_bad("PROXY UNKNOWN " + longest + "\r\n");
  check_bad("PROXY UNKNOWN " + longest + "a");
  const std::string without_end = "PROXY UNKNOWN " + longest;
  REQUIRE(without_end.size() == base::kMaxProxyLineBytes - 1);
  CHECK(read(without_end) == "more");
  CHECK(read(without_end + '\r') == "bad");
}

// -- Version 2 ----------------------------------------------------------------------------------

const std::string kSignature = "\r\n\r\n\0\r\nQUIT\n"s;
const std::string kAddresses4 = "\xc0\0\2\1\xc6\x33\x64\2\xdc\4\1\xbb"s;
const std::string kAddresses6 =
    "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"s + "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\xdc\4\1\xbb"s;
const std::string kAddressesUnix = "/run/a"s + std::string(210, '\0');

std::string version_2(unsigned command, unsigned family, const std::string& block) {
  return kSignature + static_cast<char>(command) + static_cast<char>(family) +
         static_cast<char>(block.size() / 256) + static_cast<char>(block.size() % 256) + block;
}

TEST_CASE("a header of version 2 tells the client") {
  check_done(version_2(0x21, 0x11, kAddresses4), "192.0.2.1:56324");
  check_done(version_2(0x21, 0x21, kAddresses6), "[2001:db8::1]:56324");
  check_done(version_2(0x21, 0x31, kAddressesUnix), "unix:");
}

TEST_CASE("extensions behind the addresses are passed over") {
  const std::string extension = "\3\0\4abcd"s + std::string(300, 'x');
  check_done(version_2(0x21, 0x11, kAddresses4 + extension), "192.0.2.1:56324");
  check_done(version_2(0x21, 0x21, kAddresses6 + extension), "[2001:db8::1]:56324");
  check_done(version_2(0x20, 0x00, extension), "-");
}

TEST_CASE("a proxy that speaks for itself names nobody, whatever else it says") {
  check_done(version_2(0x20, 0x00, ""), "-");
  check_done(version_2(0x20, 0x11, kAddresses4), "-");
  check_done(version_2(0x20, 0xff, "abc"), "-");
}

TEST_CASE("a client of another kind is nobody") {
  check_done(version_2(0x21, 0x00, ""), "-");
  check_done(version_2(0x21, 0x00, "abc"), "-");
  check_done(version_2(0x21, 0x12, kAddresses4), "-");
  check_done(version_2(0x21, 0x22, kAddresses6), "-");
  check_done(version_2(0x21, 0x32, kAddressesUnix), "-");
  check_done(version_2(0x21, 0x10, kAddresses4), "-");
  check_done(version_2(0x21, 0x01, ""), "-");
}

TEST_CASE("a header of version 2 that is not allowed is bad") {
  check_bad(version_2(0x11, 0x11, kAddresses4));
  check_bad(version_2(0x31, 0x11, kAddresses4));
  check_bad(version_2(0x22, 0x11, kAddresses4));
  check_bad(version_2(0x2f, 0x11, kAddresses4));
  check_bad(version_2(0x21, 0x41, kAddresses4));
  check_bad(version_2(0x21, 0x13, kAddresses4));
  check_bad(version_2(0x21, 0xf1, kAddresses4));
  check_bad(version_2(0x21, 0x11, kAddresses4.substr(1)));
  check_bad(version_2(0x21, 0x21, kAddresses6.substr(1)));
  check_bad(version_2(0x21, 0x31, kAddressesUnix.substr(1)));
  check_bad(version_2(0x21, 0x11, ""));
  for (std::size_t i = 0; i < kSignature.size(); ++i) {
    std::string other = version_2(0x21, 0x11, kAddresses4);
    other[i] = static_cast<char>(other[i] + 1);
    check_bad(other);
  }
}

TEST_CASE("a header of version 2 may have the most that it may have") {
  const std::string most(base::kMaxProxyHeaderBytes - 16 - kAddresses4.size(), 'x');
  const std::string header = version_2(0x21, 0x11, kAddresses4 + most);
  REQUIRE(header.size() == base::kMaxProxyHeaderBytes);
  CHECK(read(header) == "192.0.2.1:56324");
  CHECK(read(std::string_view(header).substr(0, header.size() - 1)) == "more");
  check_bad(version_2(0x21, 0x11, kAddresses4 + most + 'x'));
  check_bad(version_2(0x20, 0x00, std::string(65535, 'x')).substr(0, 16));
}

}  // namespace
}  // namespace owlet::net
