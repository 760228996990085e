// Tests of net/listen_spec.
#include "owlet/net/listen_spec.h"

#include <doctest/doctest.h>

namespace owlet::net {
namespace {

std::variant<listen_spec, listen_error> parse(std::string_view text) {
  return parse_listen_spec(text, "127.0.0.1");
}

TEST_CASE("a place is written as it was read, or in its usual form") {
  struct row {
    std::string_view text;
    std::string_view written;
  };
  constexpr row kRows[] = {
      {"80", "127.0.0.1:80"},
      {"0", "127.0.0.1:0"},
      {"65535", "127.0.0.1:65535"},
      {"080", "127.0.0.1:80"},
      {"0.0.0.0:80", "0.0.0.0:80"},
      {"localhost:80", "127.0.0.1:80"},
      {"[::]:80", "[::]:80"},
      {"[::]:80,dual", "[::]:80,dual"},
      {"[0:0::0]:80,dual", "[::]:80,dual"},
      {"[::]:80,proxy,dual", "[::]:80,dual,proxy"},
      {"[::1]:8080", "[::1]:8080"},
      {"[fe80::1%lo]:80", "[fe80::1%lo]:80"},
      {"80,proxy", "127.0.0.1:80,proxy"},
      {"unix:/run/owlet.sock", "unix:/run/owlet.sock"},
      {"unix:/run/a b:c.sock", "unix:/run/a b:c.sock"},
      {"unix:/run/owlet.sock,mode=660", "unix:/run/owlet.sock,mode=660"},
      {"unix:/run/owlet.sock,mode=0600", "unix:/run/owlet.sock,mode=600"},
      {"unix:/run/owlet.sock,mode=0", "unix:/run/owlet.sock,mode=0"},
      {"unix:/run/owlet.sock,proxy,group=www,mode=777,owner=33",
       "unix:/run/owlet.sock,mode=777,owner=33,group=www,proxy"},
      {"unix:@owlet", "unix:@owlet"},
      {"unix:@owlet,proxy", "unix:@owlet,proxy"},
      {"fd:3", "fd:3"},
      {"fd:0", "fd:0"},
      {"fd:03", "fd:3"},
      {"fd:http", "fd:http"},
      {"fd:owlet.socket,proxy", "fd:owlet.socket,proxy"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.text);
    const auto parsed = parse(each.text);
    if (const auto* wrong = std::get_if<listen_error>(&parsed)) FAIL(wrong->message);
    const std::string written = std::get<listen_spec>(parsed).text();
    CHECK(written == each.written);
    const auto again = parse(written);
    REQUIRE(std::holds_alternative<listen_spec>(again));
    CHECK(std::get<listen_spec>(again).text() == written);
  }
}

TEST_CASE("a bare port is of the default host, whichever form that has") {
  const auto at = [](std::string_view host) {
    return std::get<listen_spec>(parse_listen_spec("80", host)).text();
  };
  CHECK(at("0.0.0.0") == "0.0.0.0:80");
  CHECK(at("::1") == "[::1]:80");
  CHECK(at("[::1]") == "[::1]:80");
  CHECK(at("localhost") == "127.0.0.1:80");
  CHECK(std::holds_alternative<listen_error>(parse_listen_spec("80", "example.com")));
}

TEST_CASE("the parts of a place are kept apart") {
  const auto unix_spec = std::get<listen_spec>(parse("unix:/s,mode=640,owner=a,group=b,proxy"));
  const auto& place = std::get<unix_place>(unix_spec.place);
  CHECK(place.path == "/s");
  CHECK(place.mode == mode_t{0640});
  CHECK(place.owner == "a");
  CHECK(place.group == "b");
  CHECK(unix_spec.has_proxy_header);
  const auto inherited = std::get<listen_spec>(parse("fd:http"));
  CHECK(std::get<inherited_place>(inherited.place).name == "http");
  CHECK_FALSE(std::get<inherited_place>(inherited.place).fd);
  const auto plain = std::get<listen_spec>(parse("unix:/s"));
  CHECK_FALSE(std::get<unix_place>(plain.place).mode);
  CHECK_FALSE(std::get<tcp_place>(std::get<listen_spec>(parse("[::]:1")).place).is_dual_stack);
}

TEST_CASE("an error names what is wrong and what would be right") {
  struct row {
    std::string text;
    std::string_view message;
  };
  const row rows[] = {
      {"*:80",
       "which addresses? Give 0.0.0.0:80 for IPv4, [::]:80 for IPv6, or [::]:80,dual for both"},
      {":8080", "which addresses? Give 0.0.0.0:8080 for IPv4"},
      {"*", "the port is missing, as in 0.0.0.0:80"},
      {"", "give a port, HOST:PORT, unix:PATH, fd:NUMBER or fd:NAME"},
      {"http", "give a port, HOST:PORT"},
      {"127.0.0.1", "the port is missing, as in 127.0.0.1:80"},
      {"[::1]", "the port is missing, as in [::1]:80"},
      {"::1", "an IPv6 address goes into brackets, and the port behind them, as in [::1]:80"},
      {"::1:80", "an IPv6 address goes into brackets"},
      {"2001:db8::1:2:3:4:5:80", "an IPv6 address goes into brackets"},
      {"http://0.0.0.0:80", "give HOST:PORT without a scheme, or unix:PATH"},
      {"/run/owlet.sock", "give HOST:PORT without a scheme, or unix:PATH for a socket with a path"},
      {"example.com:80", "\"example.com\" is no address: give a numeric one or localhost"},
      {"[::1:80", "\"[::1\" is no address"},
      {"[::ffff:192.0.2.1]:80", "give the IPv4 address as such: 192.0.2.1:80"},
      {"127.0.0.1:", "the port \"\" is no number from 0 to 65535"},
      {"127.0.0.1:65536", "the port \"65536\" is no number"},
      {"65536", "the port \"65536\" is no number"},
      {"-1", "give a port"},
      {"127.0.0.1:+80", "the port \"+80\" is no number"},
      {"127.0.0.1:80 ", "the port \"80 \" is no number"},
      {"0.0.0.0:80,dual", "dual goes with [::] only"},
      {"[::1]:80,dual", "dual goes with [::] only"},
      {"unix:/s,dual", "dual goes with [::] only"},
      {"80,mode=660", "mode goes with unix:PATH only: leave it out"},
      {"fd:3,owner=a", "owner goes with unix:PATH only"},
      {"80,reuse", "\"reuse\" is no option: behind a comma there can be dual, proxy, mode=OCTAL"},
      {"80,", "\"\" is no option"},
      {"80,proxy,", "\"\" is no option"},
      {"80,mode", "\"mode\" is no option"},
      {"unix:/run/a,b.sock", "\"b.sock\" is no option"},
      {"unix:/s,mode=888", "mode=888 is no octal number up to 777, as in mode=660"},
      {"unix:/s,mode=", "mode= is no octal number"},
      {"unix:/s,mode=1777", "mode=1777 is no octal number up to 777"},
      {"unix:/s,mode=-1", "mode=-1 is no octal number"},
      {"unix:/s,owner=", "owner= needs a name or a number, as in owner=www-data"},
      {"unix:/s,group=", "group= needs a name or a number"},
      {"unix:", "the path is missing, as in unix:/run/owlet.sock"},
      {"unix:@", "the path is missing"},
      {"unix:owlet.sock", "a relative path would depend on where owlet is started"},
      {"unix:./owlet.sock", "a relative path would depend"},
      {"unix:@owlet,mode=660", "mode does not go with an abstract socket, which has no file"},
      {"unix:/a\nb", "the path has a control character"},
      {"unix:/" + std::string(107, 'a'), "the path has 108 bytes: give one of at most 107"},
      {"unix:@" + std::string(107, 'a'), "the path has 108 bytes: give one of at most 107"},
      {"fd:", "\"\" is neither the number of a descriptor, as in fd:3, nor a name"},
      {"fd:-1", "\"-1\" is neither the number"},
      {"fd:2147483648", "\"2147483648\" is neither the number"},
      {"fd:a:b", "\"a:b\" is neither the number"},
      {"fd:a\x01", "is neither the number"},
      {"fd:" + std::string(256, 'a'), "is neither the number"},
  };
  for (const row& each : rows) {
    CAPTURE(each.text);
    const auto parsed = parse(each.text);
    REQUIRE(std::holds_alternative<listen_error>(parsed));
    const std::string& message = std::get<listen_error>(parsed).message;
    CAPTURE(message);
    CHECK(message.find(each.message) != message.npos);
  }
  CHECK(std::holds_alternative<listen_spec>(parse("unix:/" + std::string(106, 'a'))));
  CHECK(std::holds_alternative<listen_spec>(parse("fd:" + std::string(255, 'a'))));
}

}  // namespace
}  // namespace owlet::net
