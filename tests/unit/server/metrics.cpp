// Tests of server/metrics.
#include "owlet/server/metrics.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>

namespace owlet::server {
namespace {

using std::chrono::milliseconds;

TEST_CASE("slots begin empty, each on cache lines of its own") {
  metrics_board board(3);
  REQUIRE(board.slots().size() == 3);
  for (const metrics_slot& slot : board.slots()) {
    CHECK(reinterpret_cast<std::uintptr_t>(&slot) % 64 == 0);
    CHECK(response_count(slot) == 0);
    CHECK(connection_count(slot) == 0);
  }
  CHECK(running_workers(board.slots()) == 0);
}

TEST_CASE("what a forked process counts is seen by its parent, and outlives it") {
  metrics_board board(2);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    board.slots()[1].sent_bytes.add(1234);
    ::_exit(0);
  }
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(board.slots()[0].sent_bytes == 0);
  CHECK(board.slots()[1].sent_bytes == 1234);
}

TEST_CASE("slots are added up number by number") {
  metrics_board board(3);
  for (metrics_slot& slot : board.slots()) {
    slot.gauges.connections[3].set(10);
    slot.responses[1][2].set(100);
    slot.durations[kBucketCount - 1].responses.set(5);
    slot.cache.evictions.set(1000);
  }
  board.slots()[1].cache.evictions.add(1);
  const counters sum = sum_of(board.slots());
  CHECK(sum.gauges.connections[3] == 30);
  CHECK(sum.responses[1][2] == 300);
  CHECK(sum.responses[1][3] == 0);
  CHECK(sum.durations[kBucketCount - 1].responses == 15);
  CHECK(sum.cache.evictions == 3001);
}

TEST_CASE("when a process ends, its gauges are forgotten and its counters are kept") {
  metrics_board board{1};
  metrics_slot& slot = board.slots()[0];
  slot.gauges.pid.set(7);
  slot.gauges.turn_began.set(1);
  slot.gauges.connections[2].set(3);
  slot.responses[0][2].set(4);
  CHECK(connection_count(slot) == 3);
  CHECK(running_workers({&slot, 1}) == 1);
  forget_process(slot);
  CHECK(connection_count(slot) == 0);
  CHECK(running_workers({&slot, 1}) == 0);
  CHECK(response_count(slot) == 4);
  CHECK_FALSE(turn_age(slot, base::time_point(milliseconds(5))));
}

TEST_CASE("the age of a turn is known while it goes on") {
  metrics_board board{1};
  metrics_slot& slot = board.slots()[0];
  const base::time_point began(milliseconds(1000));
  CHECK_FALSE(turn_age(slot, began));
  slot.gauges.turn_began.set(static_cast<std::uint64_t>(began.time_since_epoch().count()));
  CHECK(turn_age(slot, began + milliseconds(6)) == milliseconds(6));
}

}  // namespace
}  // namespace owlet::server
