// All clients of a reactor: who of them runs, and who has to go.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/net/listener.h"
#include "owlet/net/poller.h"
#include "owlet/server/connection_table.h"
#include "owlet/server/newcomers.h"
#include "owlet/server/reactor.h"
#include "owlet/server/turn_budget.h"

namespace owlet::server {

// Owns the connections, and is the only one that creates or destroys one. Every change of theirs
// comes through here: an event, a turn in a round, a deadline, the end. Borrows the reactor and the
// poller.
class clients {
public:
  clients(reactor& r, net::poller& poller) : reactor_(r), poller_(poller) {}

  [[nodiscard]] std::size_t size() const { return connections_.size(); }

  // -- They come
  // Makes a connection of a socket; it is heard by the next call of welcome.
  void add(net::accept_result client, greeting first);
  [[nodiscard]] bool is_welcome_due() const { return newcomers_.is_full(); }
  // Answers those who were added, and has the poller watch who stays. False when there are none.
  bool welcome(const base::moment& now);

  // -- They run
  // Notes an event; false when it is about something else than a connection.
  bool wake(const net::readiness& event);
  // Whether one of them can go on without an event.
  [[nodiscard]] bool can_go_on() const { return !scheduled_.empty(); }
  // Has those run who wait for what comes of a check (site::gate).
  void wake_awaiting(std::uint64_t check);
  // One round of those who were woken or can go on.
  void run_round(const base::moment& now);
  void expire_deadlines(const base::moment& now);

  // -- They go
  // Closes the connection that has been idle for longest; false when none is.
  [[nodiscard]] bool close_idle(const base::moment& now);
  // From here on each response is the last one on its connection. Who has been idle for long is
  // closed now, who was served less than `grace` ago has that time for the request that he may be
  // sending.
  void begin_draining(base::duration grace, const base::moment& now);
  // When the grace is over, and expire_deadlines has something to do about it.
  [[nodiscard]] std::optional<base::time_point> grace_end() const { return grace_end_; }
  void close_all(const base::moment& now);
  // Whether no response is due to any of them.
  [[nodiscard]] bool owe_nothing();

  // Whether the heap is worth a look, for most of them are gone; and that it has been taken.
  [[nodiscard]] bool has_shrunk() const;
  void note_trimmed() { most_ = size(); }

private:
  void schedule(connection& client);
  void expire(net::deadline_list& list, const base::moment& now);
  void settle(connection& client, verdict outcome, const base::moment& now);
  void erase(connection& client, const base::moment& now);
  void close_if_idle_since(base::time_point then, const base::moment& now);

  reactor& reactor_;
  net::poller& poller_;
  connection_table connections_;
  newcomers newcomers_;
  turn_budget budget_;
  std::size_t most_ = 0;        // since the heap was trimmed
  std::vector<int> scheduled_;  // descriptors of connections to run
  std::vector<int> running_;    // the same, of this round; kept for its capacity
  base::duration grace_{0};
  std::optional<base::time_point> grace_end_;
};

}  // namespace owlet::server
