// Tests of http/authority.
#include "owlet/http/authority.h"

#include <doctest/doctest.h>

namespace owlet::http {
namespace {

using std::string_view_literals::operator""sv;

TEST_CASE("a Host is a host, possibly empty, with an optional port") {
  constexpr std::string_view kGood[] = {"",
                                        "a",
                                        "a.example",
                                        "a.example:80",
                                        "a:",
                                        ":80",
                                        ":",
                                        "127.0.0.1:1",
                                        "[::1]",
                                        "[::1]:1",
                                        "[::ffff:127.0.0.1]",
                                        "[2001:0DB8:0000:0000:0000:ffff:192.168.100.100]:65535",
                                        "[fe80::1%eth0]",
                                        "[fe80::1%25eth0]:8080",
                                        "[v1.a]",
                                        "[vF0.fe80::a+en1,~]:1",
                                        "under_score",
                                        "a-b",
                                        "%41",
                                        "a,b;c=d",
                                        "h:99999999999999999999"};
  constexpr std::string_view kBad[] = {"a b",
                                       "a/b",
                                       "a@b",
                                       "a:b",
                                       "a:8 ",
                                       " a",
                                       "a?",
                                       "a#",
                                       "[",
                                       "]",
                                       "[]",
                                       "[::1",
                                       "::1",
                                       "[::1]x",
                                       "[::1]:x",
                                       "a[::1]",
                                       "%4",
                                       "%",
                                       "\xC3\xA9",
                                       "a\0"sv,
                                       "a\r",
                                       "a\\b",
                                       "a, b",
                                       "a:+1",
                                       "[....]",
                                       "[4712::abcd::]",
                                       "[ab..cd::ef98]",
                                       "[1:2:3:4:5:6:7]",
                                       "[12345::]",
                                       "[::1%]",
                                       "[%eth0]",
                                       "[::1%a/b]",
                                       "[::1%a]b]",
                                       "[::1%a:b]",
                                       "[127.0.0.1]",
                                       "[v.a]",
                                       "[v1.]",
                                       "[v1a]",
                                       "[vg.a]",
                                       "[v1.%41]",
                                       "[v1.a@b]",
                                       "[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa]",
                                       "[::1\0]"sv};
  for (const std::string_view text : kGood) {
    CAPTURE(text);
    CHECK(is_host_and_port(text));
  }
  for (const std::string_view text : kBad) {
    CAPTURE(text);
    CHECK_FALSE(is_host_and_port(text));
  }
}

}  // namespace
}  // namespace owlet::http
