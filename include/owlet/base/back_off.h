// How long to wait before a process that ended is started again.
#pragma once

#include <algorithm>
#include <chrono>

#include "owlet/base/clock.h"

namespace owlet::base {

// One that has worked for a while is replaced at once. One that ends again and again right after
// its start is given more and more time, so that the machine is left for others.
class back_off {
public:
  // What became of the last one: it lived that long. Returns how long to wait for the next.
  [[nodiscard]] duration after(duration lifetime) {
    if (lifetime >= kHealthyLife) {
      delay_ = {};
      return {};
    }
    const duration now = delay_;
    delay_ = std::clamp<duration>(2 * delay_, kFirst, kMost);
    return now;
  }

private:
  static constexpr std::chrono::seconds kHealthyLife{1};
  static constexpr std::chrono::milliseconds kFirst{50};
  static constexpr std::chrono::seconds kMost{5};

  duration delay_{};
};

}  // namespace owlet::base
