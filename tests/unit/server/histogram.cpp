// Tests of server/histogram.
#include "owlet/server/histogram.h"

#include <doctest/doctest.h>

namespace owlet::server {
namespace {

using std::chrono::nanoseconds;

TEST_CASE("the bounds rise") { CHECK(std::ranges::is_sorted(kBucketBounds, std::less_equal{})); }

TEST_CASE("a duration is in the first bucket whose bound is not below it") {
  for (std::size_t i = 0; i < kBucketBounds.size(); ++i) {
    CAPTURE(i);
    CHECK(bucket_of(kBucketBounds[i] - nanoseconds(1)) == i);
    CHECK(bucket_of(kBucketBounds[i]) == i);
    CHECK(bucket_of(kBucketBounds[i] + nanoseconds(1)) == i + 1);
  }
  CHECK(bucket_of(nanoseconds(0)) == 0);
  CHECK(bucket_of(std::chrono::hours(1000)) == kBucketCount - 1);
}

}  // namespace
}  // namespace owlet::server
