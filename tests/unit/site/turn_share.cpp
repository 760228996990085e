// Tests of site/turn_share.
#include "owlet/site/turn_share.h"

#include <doctest/doctest.h>

#include "../support.h"

namespace owlet::site {
namespace {

using testing::moment_at;

TEST_CASE("the time of a turn is shared, and each turn has its own") {
  turn_share share(std::chrono::hours(1));
  base::moment now = moment_at();
  const auto first = share.take(now);
  REQUIRE(first);
  CHECK(*first > std::chrono::steady_clock::now());
  CHECK(share.take(now) == first);
  now.monotonic += std::chrono::milliseconds(1);
  CHECK(share.take(now) > first);
}

TEST_CASE("time that is used up is nobody's") {
  turn_share share(base::duration::zero());
  CHECK_FALSE(share.take(moment_at()));
  CHECK_FALSE(share.take(moment_at()));
}

}  // namespace
}  // namespace owlet::site
