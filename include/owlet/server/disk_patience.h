// How long a connection has waited for the disk.
#pragma once

#include "owlet/base/clock.h"
#include "owlet/base/limits.h"
#include "owlet/base/page_cache.h"

namespace owlet::server {

// A connection whose bytes are not in memory looks for them every few milliseconds, so that nobody
// else has to wait. When that leads nowhere for kMaxDiskTime, it reads all the same.
class disk_patience {
public:
  // A step of the connection begins, which may find that it has to wait.
  void begin_step() { is_waiting_ = false; }
  void note_wait() { is_waiting_ = true; }
  [[nodiscard]] bool is_waiting() const { return is_waiting_; }

  [[nodiscard]] base::disk_wait allowance(const base::moment& now) const {
    return now.monotonic >= end_ ? base::disk_wait::accepted : base::disk_wait::refused;
  }

  // The step is over; with `progress` some of what was waited for has come.
  void end_step(const base::moment& now, bool progress) {
    if (!is_waiting_) {
      end_ = base::time_point::max();
    } else if (progress || end_ == base::time_point::max()) {
      end_ = now.monotonic + base::kMaxDiskTime;
    }
  }

private:
  bool is_waiting_ = false;
  base::time_point end_ = base::time_point::max();
};

}  // namespace owlet::server
