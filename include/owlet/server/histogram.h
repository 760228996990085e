// Durations, sorted by their length.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

#include "owlet/base/clock.h"

namespace owlet::server {

// The longest duration of each bucket but the last, which takes all that is longer.
inline constexpr std::array<base::duration, 20> kBucketBounds = [] {
  using std::chrono::microseconds, std::chrono::milliseconds, std::chrono::seconds;
  return std::array<base::duration, 20>{
      microseconds(10),   microseconds(25),  microseconds(50),  microseconds(100),
      microseconds(250),  microseconds(500), milliseconds(1),   microseconds(2500),
      milliseconds(5),    milliseconds(10),  milliseconds(25),  milliseconds(50),
      milliseconds(100),  milliseconds(250), milliseconds(500), seconds(1),
      milliseconds(2500), seconds(5),        seconds(10),       seconds(60)};
}();
inline constexpr std::size_t kBucketCount = kBucketBounds.size() + 1;

// The bucket that a duration belongs to.
[[nodiscard]] constexpr std::size_t bucket_of(base::duration took) {
  const auto found = std::ranges::lower_bound(kBucketBounds, took);
  return static_cast<std::size_t>(found - kBucketBounds.begin());
}

}  // namespace owlet::server
