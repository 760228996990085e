// What connections may do in one turn of the loop, so that no turn keeps the others waiting.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "owlet/base/clock.h"
#include "owlet/base/limits.h"

namespace owlet::server {

// What one connection may take of a turn.
struct turn_share {
  std::uint64_t send_bytes = base::kMaxTurnBudgetBytes;
  std::size_t receive_bytes = base::kReceiveBufferBytes;
};

// As much as goes in about kTurnTime: half of what it was after a turn that took longer, twice as
// much after one that took less than half of it. How many bytes these are differs by an order of
// magnitude between machines, and with what the clients do.
class turn_budget {
public:
  // For each of so many connections in the turn that begins.
  turn_share begin_turn(std::size_t connections, base::time_point now) {
    if (goes_on_) adapt(now - began_);
    began_ = now;
    return share_among(std::max<std::size_t>(connections, 1));
  }

  // For who comes or wakes up later in the turn, in which the others have had theirs. If somebody
  // has more to do, the loop does not wait before the next one.
  turn_share end_turn(bool goes_on) {
    goes_on_ = goes_on;
    return share_among(base::kMaxTurnBudgetBytes);  // so many that each has the least
  }

private:
  [[nodiscard]] turn_share share_among(std::size_t connections) const {
    return {
        std::max<std::uint64_t>(bytes_ / connections, base::kMinSendBudgetBytes),
        static_cast<std::size_t>(base::kReceiveBufferBytes * bytes_ / base::kMaxTurnBudgetBytes)};
  }

  void adapt(base::duration taken) {
    if (taken > base::kTurnTime) {
      bytes_ = std::max(bytes_ / 2, base::kMinTurnBudgetBytes);
    } else if (taken < base::kTurnTime / 2) {
      bytes_ = std::min(bytes_ * 2, base::kMaxTurnBudgetBytes);
    }
  }

  std::uint64_t bytes_ = base::kMaxTurnBudgetBytes;
  base::time_point began_{};
  bool goes_on_ = false;
};

}  // namespace owlet::server
