// How long a connection has waited for the disk, and what else it waits for.
#pragma once

#include <cstdint>

#include "owlet/base/clock.h"
#include "owlet/base/limits.h"
#include "owlet/base/page_cache.h"

namespace owlet::server {

// A connection whose bytes are not in memory looks for them every few milliseconds, so that nobody
// else has to wait. When that leads nowhere for kMaxDiskTime, it reads all the same. One
// whose listing has no room yet (site::listings) looks in the same way, and gets 503 then. One that
// waits for the check of a password is told when that is over; no time makes a password right.
class disk_patience {
public:
  // A step of the connection begins, which may find that it has to wait.
  void begin_step() { is_waiting_ = false; }
  // 0 is no check, and so the disk.
  void note_wait(std::uint64_t check = 0) {
    is_waiting_ = true;
    check_ = static_cast<std::uint32_t>(check);
  }
  [[nodiscard]] bool is_waiting() const { return is_waiting_; }
  [[nodiscard]] bool is_for_check() const { return is_waiting_ && check_ != 0; }
  // Whether it is this check; half of the number is enough for who may be woken in vain.
  [[nodiscard]] bool awaits(std::uint64_t check) const {
    return is_for_check() && check_ == static_cast<std::uint32_t>(check);
  }

  [[nodiscard]] base::disk_wait allowance(const base::moment& now) const {
    return now.monotonic >= end_ ? base::disk_wait::accepted : base::disk_wait::refused;
  }

  // The step is over; with `progress` some of what was waited for has come.
  void end_step(const base::moment& now, bool progress) {
    if (!is_waiting_ || is_for_check()) {
      end_ = base::time_point::max();
    } else if (progress || end_ == base::time_point::max()) {
      end_ = now.monotonic + base::kMaxDiskTime;
    }
  }

private:
  bool is_waiting_ = false;
  std::uint32_t check_ = 0;
  base::time_point end_ = base::time_point::max();
};

}  // namespace owlet::server
