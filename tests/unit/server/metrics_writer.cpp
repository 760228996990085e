// Tests of server/metrics_writer.
#include "owlet/server/metrics_writer.h"

#include <doctest/doctest.h>

#include <array>

#include "../support.h"

namespace owlet::server {
namespace {

using owlet::testing::moment_at;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto kGet = http::method::get;
constexpr auto kHead = http::method::head;

// A slot, its writer and a clock.
struct account {
  metrics_board board{1};
  metrics_slot& slot = board.slots()[0];
  metrics_writer writer{slot, 4711};

  // One turn of the loop.
  template <typename Work>
  void turn(base::duration took, Work work) {
    writer.begin_turn(moment_at().monotonic);
    work();
    writer.end_turn(moment_at(took).monotonic);
  }
  void turn(base::duration took, int responses = 0) {
    turn(took, [&] {
      for (int i = 0; i < responses; ++i) writer.note_response(kGet, http::status::ok);
    });
  }

  [[nodiscard]] const duration_bucket& at(base::duration took) const {
    return slot.durations[bucket_of(took)];
  }
  [[nodiscard]] std::uint64_t all_turns() const {
    std::uint64_t count = 0;
    for (const duration_bucket& bucket : slot.durations) count += bucket.turns;
    return count;
  }
};

TEST_CASE("responses are counted by method and class of status") {
  account a;
  struct row {
    http::method method;
    http::status status;
    std::size_t column;
  };
  constexpr row kRows[] = {
      {kGet, http::status::ok, 2},
      {kGet, http::status::partial_content, 2},
      {kGet, http::status::not_modified, 3},
      {kHead, http::status::not_found, 4},
      {http::method::options, http::status::no_content, 2},
      {http::method::other, http::status::method_not_allowed, 4},
      {http::method::other, http::status::not_implemented, 5},
      {kGet, http::status::service_unavailable, 5},
  };
  std::array<std::array<std::uint64_t, kStatusClassCount>, kMethodCount> expected{};
  a.turn(microseconds(1), [&] {
    for (int round = 0; round < 3; ++round) {
      for (const row& each : kRows) {
        a.writer.note_response(each.method, each.status);
        a.writer.note_response(each.method, each.status);
        expected[static_cast<std::size_t>(each.method)][each.column] += 2;
      }
    }
  });
  for (std::size_t method = 0; method < kMethodCount; ++method) {
    for (std::size_t column = 0; column < kStatusClassCount; ++column) {
      CAPTURE(method);
      CAPTURE(column);
      CHECK(a.slot.responses[method][column] == expected[method][column]);
    }
  }
  CHECK(a.at(microseconds(1)).responses == 48);
}

TEST_CASE("a turn is counted by how long it took, and its responses with it") {
  account a;
  constexpr base::duration kTurns[] = {microseconds(0),  microseconds(10), microseconds(11),
                                       microseconds(30), microseconds(25), microseconds(26),
                                       seconds(61),      seconds(3600),    microseconds(7)};
  std::uint64_t nanoseconds = 0;
  for (const base::duration took : kTurns) {
    CAPTURE(took.count());
    const std::uint64_t turns = a.at(took).turns;
    const std::uint64_t responses = a.at(took).responses;
    a.turn(took, 2);
    CHECK(a.at(took).turns == turns + 1);
    CHECK(a.at(took).responses == responses + 2);
    nanoseconds += static_cast<std::uint64_t>(took.count());
  }
  CHECK(a.all_turns() == std::size(kTurns));
  CHECK(a.slot.turn_nanoseconds == nanoseconds);
  CHECK(a.slot.response_nanoseconds == 2 * nanoseconds);
}

TEST_CASE("a turn without a response counts as a turn only") {
  account a;
  a.turn(milliseconds(3));
  CHECK(a.at(milliseconds(3)).turns == 1);
  CHECK(a.at(milliseconds(3)).responses == 0);
  CHECK(a.slot.response_nanoseconds == 0);
}

TEST_CASE("responses that are put off count when they are sent, with all of their time") {
  account a;
  a.turn(microseconds(20), [&] {
    a.writer.note_response(kGet, http::status::ok);
    a.writer.note_response(kHead, http::status::ok);
    a.writer.note_response(kGet, http::status::ok);
    a.writer.put_off(2);
  });
  CHECK(a.at(microseconds(20)).responses == 1);
  CHECK(response_count(a.slot) == 3);
  a.turn(microseconds(20), [&] { a.writer.note_late(2, milliseconds(300)); });
  CHECK(a.at(microseconds(20)).responses == 1);
  CHECK(a.at(milliseconds(300)).responses == 2);
  CHECK(a.slot.response_nanoseconds == 20'000 + 2 * 300'000'000);
}

TEST_CASE("the heartbeat beats during a turn only") {
  account a;
  CHECK(a.slot.gauges.turn_began == 0);
  a.turn(milliseconds(1),
         [&] { CHECK(turn_age(a.slot, moment_at(seconds(6)).monotonic) == seconds(6)); });
  CHECK(a.slot.gauges.turn_began == 0);
}

TEST_CASE("bytes and connections are counted, and connections move between states") {
  account a;
  a.writer.note_sent(100);
  a.writer.note_sent(23);
  a.writer.note_accepted();
  a.writer.note_accepted();
  a.writer.note_refused();
  const auto in = [&](connection_state state) {
    return a.slot.gauges.connections[static_cast<std::size_t>(state)].get();
  };
  a.writer.move_connection(connection_state::none, connection_state::reading_head);
  a.writer.move_connection(connection_state::none, connection_state::idle);
  a.writer.move_connection(connection_state::reading_head, connection_state::writing);
  CHECK(in(connection_state::reading_head) == 0);
  CHECK(in(connection_state::writing) == 1);
  CHECK(connection_count(a.slot) == 2);
  a.writer.move_connection(connection_state::writing, connection_state::none);
  a.writer.move_connection(connection_state::idle, connection_state::none);
  CHECK(connection_count(a.slot) == 0);
  CHECK(a.slot.sent_bytes == 123);
  CHECK(a.slot.accepted_connections == 2);
  CHECK(a.slot.refused_connections == 1);
}

TEST_CASE("a successor goes on with the counters and begins anew with the gauges") {
  metrics_board board{1};
  metrics_slot& slot = board.slots()[0];
  {
    metrics_writer killed(slot, 1);
    killed.begin_turn(moment_at().monotonic);
    killed.note_response(kGet, http::status::ok);
    killed.end_turn(moment_at().monotonic);
    killed.note_sent(5);
    killed.move_connection(connection_state::none, connection_state::writing);
    killed.begin_turn(moment_at().monotonic);
  }
  metrics_writer successor(slot, 2);
  CHECK(response_count(slot) == 1);
  CHECK(slot.sent_bytes == 5);
  CHECK(slot.starts == 2);
  CHECK(slot.gauges.pid == 2);
  CHECK(slot.gauges.turn_began == 0);
  CHECK(connection_count(slot) == 0);
}

}  // namespace
}  // namespace owlet::server
