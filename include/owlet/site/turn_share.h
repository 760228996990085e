// How much of a turn of the loop may be taken for what the other clients do not wait for.
#pragma once

#include <optional>

#include "owlet/base/clock.h"

namespace owlet::site {

// A time in each turn, that all who take it share. Whoever is first in a turn gets some, however
// long the turn has taken by then, so that there is no turn in which nothing goes on.
class turn_share {
public:
  explicit turn_share(base::duration length) : length_(length) {}

  // Until when there is time in the turn that began at `now`; nothing when it is used up.
  [[nodiscard]] std::optional<base::time_point> take(const base::moment& now) {
    const auto clock = std::chrono::steady_clock::now();
    if (turn_ != now.monotonic) {
      turn_ = now.monotonic;
      end_ = clock + length_;
    }
    return clock < end_ ? std::optional(end_) : std::nullopt;
  }

private:
  base::duration length_;
  base::time_point turn_{};  // the one that was worked in last
  base::time_point end_{};
};

}  // namespace owlet::site
