// How much may be done for those who must not be in anybody's way.
#pragma once

#include <algorithm>

#include "owlet/base/clock.h"

namespace owlet::server {

// Allows `burst` pieces of work in a row, and then one per interval.
class work_allowance {
public:
  work_allowance(int burst, base::duration interval)
      : interval_(interval), credit_(interval * (burst - 1)) {}

  // Whether a piece of work may be done now; it is counted then.
  [[nodiscard]] bool take(base::time_point now) {
    if (now < next()) return false;
    paid_until_ = std::max(paid_until_, now) + interval_;
    return true;
  }

  // When there is one again.
  [[nodiscard]] base::time_point next() const { return paid_until_ - credit_; }

private:
  base::duration interval_;
  base::duration credit_;
  base::time_point paid_until_{};
};

}  // namespace owlet::server
