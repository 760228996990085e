// Time, read once per wake-up of the loop and passed to whoever needs it.
#include "owlet/base/clock.h"

#include <ctime>

namespace owlet::base {

moment read_clock() noexcept {
  timespec wall{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &wall);
  return {std::chrono::steady_clock::now(), wall.tv_sec,
          std::int64_t{wall.tv_sec} * 1'000'000'000 + wall.tv_nsec};
}

}  // namespace owlet::base
