// Tests of base/clock.
#include "owlet/base/clock.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

namespace owlet::base {
namespace {

TEST_CASE("the monotonic clock never goes back") {
  moment before = read_clock();
  for (int i = 0; i < 1000; ++i) {
    const moment now = read_clock();
    REQUIRE(now.monotonic >= before.monotonic);
    before = now;
  }
}

TEST_CASE("the monotonic clock is the one that deadlines are compared with") {
  const time_point before = std::chrono::steady_clock::now();
  const time_point read = read_clock().monotonic;
  CHECK(read >= before);
  CHECK(read <= std::chrono::steady_clock::now());
}

TEST_CASE("the other one tells the seconds since 1970") {
  const auto difference = read_clock().unix_seconds - std::time(nullptr);
  CHECK(std::abs(difference) <= 2);
}

}  // namespace
}  // namespace owlet::base
