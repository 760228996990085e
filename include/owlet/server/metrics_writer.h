// How the loop of one process counts.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "owlet/base/clock.h"
#include "owlet/http/request.h"
#include "owlet/http/status.h"
#include "owlet/server/metrics.h"

namespace owlet::server {

// Writes the slot of one process, which it borrows. A response and the turn around it cost some
// forty instructions; nothing is allocated, and no call of the system made. Two things keep it
// cheap: responses of one kind in a row are counted as one number, and a turn that takes about as
// long as the one before goes to the same bucket without a search.
class metrics_writer {
public:
  // Takes the slot over: its counters go on, its gauges begin anew. To be made after the fork.
  metrics_writer(metrics_slot& slot, pid_t pid);
  metrics_writer(const metrics_writer&) = delete;
  metrics_writer& operator=(const metrics_writer&) = delete;

  // For those who count in passing: the cache, and the log that drops lines.
  [[nodiscard]] metrics_slot& slot() { return slot_; }

  // The loop has woken up.
  void begin_turn(base::time_point now) { slot_.gauges.turn_began.set(ticks_of(now)); }
  // It is about to wait again. The responses of the turn took as long as the turn, but for those
  // that were put off.
  void end_turn(base::time_point now);

  // A response has been queued.
  void note_response(http::method method, http::status status) {
    if (method != run_.method || status != run_.status) begin_run(method, status);
    ++run_length_;
  }
  // That many of the responses outlive the turn that they were noted in; note_late tells of those
  // that come to their end.
  void put_off(std::uint32_t count) { others_ -= count; }
  void note_late(std::uint32_t count, base::duration took);

  void note_sent(std::uint64_t bytes) { slot_.sent_bytes.add(bytes); }
  void note_accepted() { ++slot_.accepted_connections; }
  void note_refused() { ++slot_.refused_connections; }
  void move_connection(connection_state from, connection_state to) {
    --connections(from);
    ++connections(to);
  }

private:
  // Responses that are counted together.
  struct response_kind {
    http::method method;
    http::status status;
  };
  // A bucket, and which durations belong to it: `size` of them, from `least` on.
  struct bucket_range {
    duration_bucket* bucket;
    std::uint64_t least;
    std::uint64_t size;
  };

  [[nodiscard]] static std::uint64_t ticks_of(base::time_point when) {
    return static_cast<std::uint64_t>(when.time_since_epoch().count());
  }
  [[nodiscard]] base::counter& connections(connection_state state) {
    return slot_.gauges.connections[static_cast<std::size_t>(state)];
  }
  [[nodiscard]] bucket_range range_of(std::uint64_t took) const;
  void begin_run(http::method method, http::status status);

  metrics_slot& slot_;
  bucket_range last_;  // of the turn before
  response_kind run_{http::method::get, http::status::ok};
  base::counter* run_total_;      // of that kind
  std::uint64_t run_length_ = 0;  // responses of that kind, in this turn
  std::int64_t others_ = 0;       // the others of this turn, less those that were put off
};

}  // namespace owlet::server
