// Tests of server/late_responses.
#include "owlet/server/late_responses.h"

#include <doctest/doctest.h>

#include "../support.h"

namespace owlet::server {
namespace {

using owlet::testing::moment_at;
using std::chrono::microseconds;
using std::chrono::milliseconds;

// Steps of one connection, each a turn of 15 microseconds.
struct connection_account {
  metrics_board board{1};
  metrics_slot& slot = board.slots()[0];
  metrics_writer writer{slot, 1};
  late_responses late;

  void step(base::duration when, std::uint32_t responses, bool is_drained) {
    const base::time_point now = moment_at(when).monotonic;
    writer.begin_turn(now);
    for (std::uint32_t i = 0; i < responses; ++i) {
      writer.note_response(http::method::get, http::status::ok);
    }
    if (is_drained) {
      late.note_drained(writer, now);
    } else {
      late.note_unsent(writer, responses, now);
    }
    writer.end_turn(now + microseconds(15));
  }
  [[nodiscard]] std::uint64_t taking(base::duration took) const {
    return slot.durations[bucket_of(took)].responses;
  }
};

TEST_CASE("responses that are sent at once are not late") {
  connection_account a;
  a.step(milliseconds(0), 3, true);
  CHECK(a.taking(microseconds(15)) == 3);
  CHECK(a.slot.response_nanoseconds == 45'000);
}

TEST_CASE("responses that the socket does not take are late together, from the first of them on") {
  connection_account a;
  a.step(milliseconds(0), 2, false);
  a.step(milliseconds(10), 0, false);
  a.step(milliseconds(20), 1, false);
  CHECK(a.slot.response_nanoseconds == 0);
  a.step(milliseconds(40), 0, true);
  CHECK(a.taking(milliseconds(40)) == 3);
  CHECK(a.taking(microseconds(15)) == 0);
  a.step(milliseconds(50), 1, true);
  CHECK(a.taking(microseconds(15)) == 1);
  CHECK(a.taking(milliseconds(40)) == 3);
}

}  // namespace
}  // namespace owlet::server
