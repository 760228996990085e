// The responses of one connection that outlive the turn in which they were made.
#pragma once

#include <cstdint>

#include "owlet/base/clock.h"
#include "owlet/server/metrics_writer.h"

namespace owlet::server {

// A part of a connection. Responses that the socket did not take at once count as one group, which
// takes from the first of them to the moment when nothing is left to send: no response is said to
// have been faster than it was.
class late_responses {
public:
  // A step that queued `count` responses ends with something unsent.
  void note_unsent(metrics_writer& metrics, std::uint32_t count, base::time_point now) {
    if (count == 0) return;
    if (count_ == 0) since_ = now;
    count_ += count;
    metrics.put_off(count);
  }

  // Everything that was queued has been sent.
  void note_drained(metrics_writer& metrics, base::time_point now) {
    if (count_ == 0) return;
    metrics.note_late(count_, now - since_);
    count_ = 0;
  }

  // Whether there are any; where not, note_drained has nothing to do.
  [[nodiscard]] bool has_any() const { return count_ != 0; }

private:
  std::uint32_t count_ = 0;
  base::time_point since_{};
};

}  // namespace owlet::server
