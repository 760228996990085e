// The loop.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/net/listener.h"
#include "owlet/net/poller.h"
#include "owlet/net/signal_source.h"
#include "owlet/server/config.h"
#include "owlet/server/connection_table.h"
#include "owlet/server/descriptor_budget.h"
#include "owlet/server/newcomers.h"
#include "owlet/server/reactor.h"

namespace owlet::server {

// One reactor: owns the listeners, the poller and the connections, and is the only one that creates
// or destroys a connection. Ends on SIGTERM or SIGINT, when the requests under way have their
// answers.
class server {
public:
  // Serves what comes to the listeners. Throws std::system_error.
  server(const config& settings, std::vector<net::listener> listeners);

  // The addresses that are really bound, in the order of the listeners.
  [[nodiscard]] std::vector<net::endpoint> addresses() const;

  // Serves until told to stop. Throws nothing.
  void run();

private:
  void handle(const net::readiness& ready);

  void accept_clients(const base::moment& now);
  [[nodiscard]] bool accept_one(const net::listener& listener, const base::moment& now);
  [[nodiscard]] bool accept_in_need(const net::listener& listener, const base::moment& now);
  void admit(net::accept_result client, const base::moment& now);
  bool welcome(const base::moment& now);  // whether anybody had come
  void turn_away(const net::accept_result& client, const base::moment& now);
  [[nodiscard]] bool make_room(const base::moment& now);

  void run_scheduled(const base::moment& now);
  [[nodiscard]] bool everybody_was_heard(std::size_t batch);
  void expire_deadlines(const base::moment& now);
  void settle(connection& client, verdict outcome, const base::moment& now);
  void schedule(connection& client);
  void erase(connection& client, const base::moment& now);

  void take_signals(const base::moment& now);
  void start_draining(const base::moment& now);
  void tidy(base::time_point now);
  [[nodiscard]] bool is_untidy() const;
  [[nodiscard]] bool has_shrunk() const;
  [[nodiscard]] bool is_finished(const base::moment& now) const;
  [[nodiscard]] std::optional<std::chrono::nanoseconds> time_to_wait(base::time_point now);

  base::duration timeout_;
  descriptor_budget budget_;
  reactor reactor_;
  net::poller poller_;
  net::signal_source signals_;
  std::vector<net::listener> listeners_;
  connection_table connections_;
  newcomers newcomers_;
  std::size_t most_connections_ = 0;  // since the heap was trimmed
  std::size_t admitted_ = 0;          // connections, in this turn
  std::vector<int> scheduled_;        // descriptors of connections to run
  std::vector<int> running_;          // the same, of this turn; kept for its capacity
  bool clients_wait_ = true;          // no accept has said yet that nobody waits
  bool signals_wait_ = false;
  std::optional<base::time_point> accept_retry_;
  std::size_t heard_ = 0;  // events since deadlines were looked at
  std::optional<base::time_point> next_tidy_;
  std::optional<base::time_point> drain_end_;
};

}  // namespace owlet::server
