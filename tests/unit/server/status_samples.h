// Two workers with something to tell, for the tests of what is told.
#pragma once

#include <vector>

#include "../support.h"
#include "owlet/server/metrics_writer.h"
#include "owlet/server/status_view.h"

namespace owlet::server::testing {

using owlet::testing::moment_at;

// Owns what a status_view borrows.
struct status_samples {
  std::vector<metrics_slot> slots{2};
  std::vector<descriptor_use> descriptors{{12, 1024}, {0, 0}};

  status_samples() {
    metrics_writer first(slots[0], 1);
    turn(first, std::chrono::microseconds(20), 3, http::method::get, http::status::ok);
    turn(first, std::chrono::microseconds(20), 1, http::method::head, http::status::not_modified);
    turn(first, std::chrono::milliseconds(2), 1, http::method::get, http::status::not_found);
    first.note_late(2, std::chrono::milliseconds(1500));
    first.note_sent(1'234'567);
    first.note_accepted();
    first.move_connection(connection_state::none, connection_state::idle);
    metrics_writer second(slots[1], 2);
    turn(second, std::chrono::minutes(2), 1, http::method::get, http::status::ok);
    second.move_connection(connection_state::none, connection_state::writing);
    slots[1].cache.hits.set(40);
    slots[1].cache.misses.set(2);
    slots[1].dropped_log_lines.set(9);
  }

  [[nodiscard]] status_view view() const {
    return {
        .slots = slots,
        .descriptors = descriptors,
        .facts = {.version = "1.2.3", .started_unix_seconds = moment_at().unix_seconds - 93'784},
        .now = moment_at()};
  }

private:
  static void turn(metrics_writer& writer, base::duration took, int responses, http::method method,
                   http::status status) {
    writer.begin_turn(moment_at().monotonic);
    for (int i = 0; i < responses; ++i) writer.note_response(method, status);
    writer.end_turn(moment_at(took).monotonic);
  }
};

}  // namespace owlet::server::testing
