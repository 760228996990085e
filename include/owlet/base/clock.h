// Time, read once per wake-up of the loop and passed to whoever needs it.
#pragma once

#include <chrono>
#include <cstdint>

namespace owlet::base {

using duration = std::chrono::steady_clock::duration;
using time_point = std::chrono::steady_clock::time_point;

// One reading of both clocks: `monotonic` for deadlines, `unix_seconds` for the Date field, the
// log, and whatever compares with a file's modification time.
struct moment {
  time_point monotonic;
  std::int64_t unix_seconds = 0;      // since 1970-01-01 00:00:00 UTC, without leap seconds
  std::int64_t unix_nanoseconds = 0;  // the same in nanoseconds, by the clock that stamps files
};

// Reads CLOCK_MONOTONIC and CLOCK_REALTIME_COARSE; no system call where the vDSO has them.
[[nodiscard]] moment read_clock() noexcept;

}  // namespace owlet::base
