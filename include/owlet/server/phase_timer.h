// Which of its deadlines a connection runs against.
#pragma once

#include <cstdint>
#include <utility>

#include "owlet/base/clock.h"
#include "owlet/net/deadline_list.h"
#include "owlet/net/socket_io.h"

namespace owlet::server {

// A connection is in one phase at a time, and each phase has a list of deadlines. Borrows the
// lists.
class phase_timer {
public:
  explicit phase_timer(int fd) noexcept : deadline_(fd) {}

  // The connection is in the phase of that list. Its time begins when the phase does, and anew
  // where it is said.
  void set(net::deadline_list& phase, bool begins_anew, base::time_point now) {
    if (&phase == running_ && !begins_anew) return;
    phase.set(deadline_, now);
    running_ = &phase;
  }

  // The list whose time is over; the timer stands still until it is set again.
  [[nodiscard]] const net::deadline_list* take_expired() {
    deadline_.clear();
    return std::exchange(running_, nullptr);
  }

  // Whether the peer has read since watch_peer was called, though the socket may take nothing more
  // yet.
  void watch_peer() { unacknowledged_bytes_ = net::unacknowledged_bytes(deadline_.fd()); }
  [[nodiscard]] bool has_peer_read_on() const {
    return net::unacknowledged_bytes(deadline_.fd()) < unacknowledged_bytes_;
  }

  // The list that it runs in; null while it stands still.
  [[nodiscard]] const net::deadline_list* phase() const { return running_; }
  [[nodiscard]] bool runs_in(const net::deadline_list& phase) const { return running_ == &phase; }
  // When the phase began; to be asked while the timer runs.
  [[nodiscard]] base::time_point began() const { return running_->set_at(deadline_); }

private:
  net::deadline deadline_;
  net::deadline_list* running_ = nullptr;
  std::uint64_t unacknowledged_bytes_ = 0;  // when the time of a write began
};

}  // namespace owlet::server
