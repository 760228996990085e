// Tests of server/turn_budget.
#include "owlet/server/turn_budget.h"

#include <doctest/doctest.h>

#include "../support.h"

namespace owlet::server {
namespace {

using owlet::testing::moment_at;
using namespace std::chrono_literals;

// Turns that take so long each, one after the other; returns what one of so many connections has in
// the last.
turn_share share_after(turn_budget& budget, int turns, base::duration each,
                       std::size_t connections) {
  static base::duration now{0};
  turn_share share;
  for (int i = 0; i < turns; ++i) {
    share = budget.begin_turn(connections, moment_at(now).monotonic);
    budget.end_turn(true);
    now += each;
  }
  return share;
}

TEST_CASE("connections share a turn, and nobody has less than the least") {
  turn_budget budget;
  for (const std::size_t connections : {0U, 1U, 2U, 8U, 64U, 100'000U}) {
    CAPTURE(connections);
    const turn_share share = budget.begin_turn(connections, moment_at().monotonic);
    CHECK(share.send_bytes ==
          std::max(base::kMaxTurnBudgetBytes / std::max<std::size_t>(connections, 1),
                   base::kMinSendBudgetBytes));
    CHECK(share.receive_bytes == base::kReceiveBufferBytes);
  }
  CHECK(budget.end_turn(false).send_bytes == base::kMinSendBudgetBytes);
}

TEST_CASE(
    "turns that take too long get less to do, down to the least, and more when they are short") {
  turn_budget budget;
  CHECK(share_after(budget, 2, 5ms, 1).send_bytes == base::kMaxTurnBudgetBytes / 2);
  const turn_share least = share_after(budget, 20, 5ms, 1);
  CHECK(least.send_bytes == base::kMinTurnBudgetBytes);
  CHECK(least.receive_bytes == 2048);
  CHECK(share_after(budget, 20, 700us, 1).send_bytes == base::kMinTurnBudgetBytes);
  CHECK(share_after(budget, 2, 100us, 1).send_bytes == 2 * base::kMinTurnBudgetBytes);
  const turn_share most = share_after(budget, 20, 100us, 1);
  CHECK(most.send_bytes == base::kMaxTurnBudgetBytes);
  CHECK(most.receive_bytes == base::kReceiveBufferBytes);
}

TEST_CASE("the time in which nobody had more to do was not a turn's") {
  turn_budget budget;
  for (int second = 0; second < 10; ++second) {
    CHECK(budget.begin_turn(1, moment_at(std::chrono::seconds(second)).monotonic).send_bytes ==
          base::kMaxTurnBudgetBytes);
    budget.end_turn(false);
  }
}

}  // namespace
}  // namespace owlet::server
