// Tests of http/cache_control.
#include "owlet/http/cache_control.h"

#include <doctest/doctest.h>

namespace owlet::http {
namespace {

TEST_CASE("what lets caches share an answer is taken out, and private is said") {
  constexpr std::string_view kRows[][2] = {
      {"", "private"},
      {"no-cache", "private, no-cache"},
      {"public, max-age=31536000, immutable", "private, max-age=31536000, immutable"},
      {"PUBLIC,S-MaxAge=60 , max-age=5", "private, max-age=5"},
      {"s-maxage = 60", "private"},
      {"proxy-revalidate, must-revalidate", "private, must-revalidate"},
      {"private", "private"},
      {"private=\"set-cookie, public\", max-age=5", "private, max-age=5"},
      {"ext=\"a, public\\\", s-maxage=1\", public", "private, ext=\"a, public\\\", s-maxage=1\""},
      {"no-store", "no-store"},
      {"public, no-store", "no-store"},
      {", ,public,,", "private"},
      {"publicity", "private, publicity"},
  };
  for (const auto& each : kRows) {
    CAPTURE(each[0]);
    CHECK(private_cache_control(each[0]) == each[1]);
  }
}

}  // namespace
}  // namespace owlet::http
