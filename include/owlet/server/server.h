// The loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/base/limits.h"
#include "owlet/net/hand_over.h"
#include "owlet/net/listener.h"
#include "owlet/net/poller.h"
#include "owlet/server/clients.h"
#include "owlet/server/config.h"
#include "owlet/server/descriptor_budget.h"
#include "owlet/server/password_checker.h"
#include "owlet/server/reactor.h"

namespace owlet::server {

// One reactor: owns the listeners, the poller and the clients. Knows no signal and no other
// process: whoever runs it watches for those, and says what they mean.
class server {
public:
  // Serves what comes to the listeners, and keeps account of it. Throws std::system_error.
  server(const config& settings, std::vector<net::listener> listeners, metrics_slot& account);

  // Has run() return when there is something to read at a descriptor, which is borrowed. The caller
  // has to read all of it, for there is one return per edge. Throws std::system_error.
  void watch(int fd) { poller_.add_source(fd); }

  enum class outcome : std::uint8_t {
    attention,  // something watched, or the time: look, and run again
    drained,    // the end, and every request under way has had its answer
    cut_off,    // the end, and some had not
  };

  // Serves until there is something that the caller wants to know of, or to the end.
  [[nodiscard]] outcome run(std::optional<base::time_point> until);

  // Ends when every request under way has its answer: nobody new is let in once `delay` is over,
  // and `config::drain_timeout` later the rest is cut off. The first call counts.
  void begin_draining(base::duration delay);
  // The same, at once, when another process serves already.
  void give_way();
  [[nodiscard]] bool is_draining() const { return closing_at_.has_value(); }
  // Ends now.
  void stop();

  // Takes over other settings: all but those of the listeners. Throws std::system_error if the root
  // or the log cannot be opened, and changes nothing then.
  void apply(const config& settings);
  [[nodiscard]] static bool can_apply() { return true; }
  // A child of the process has ended.
  void reap(base::time_point /*now*/) {
    if (passwords_) passwords_->reap();
  }
  // Opens the files of the logs anew.
  void reopen_logs();

  // Describes the listeners for a process that is to take them over.
  void hand_on(net::hand_over& to) const { to.add(listeners_, 0, net::listener_use::site); }
  // They are that process's now: the names of unix sockets stay.
  void disown_listeners();
  // They were handed on to this process, and are its own from now on.
  void own_listeners();

private:
  void take_turn(std::span<const net::readiness> ready, const base::moment& now);
  [[nodiscard]] bool is_listener(int fd) const;
  [[nodiscard]] bool everybody_was_heard(std::size_t batch);

  void accept_clients(const base::moment& now);
  [[nodiscard]] bool accept_one(const net::listener& listener, const base::moment& now);
  [[nodiscard]] bool accept_in_need(const net::listener& listener, const base::moment& now);
  void admit(net::accept_result client, greeting first, const base::moment& now);
  void turn_away(const net::accept_result& client, const base::moment& now);

  [[gnu::noinline]] void hear_passwords(base::time_point now);
  [[gnu::noinline]] void check_passwords(base::time_point now);
  [[nodiscard, gnu::noinline]] std::optional<base::time_point> next_check();
  void close_doors(const base::moment& now);
  void tidy(base::time_point now);
  [[nodiscard]] bool is_untidy() const {
    const site::site& served = reactor_.site;
    return served.is_untidy() || served.has_shed_memory() || clients_.has_shrunk();
  }
  [[nodiscard]] bool is_finished(const base::moment& now) const;
  [[nodiscard]] std::optional<std::chrono::nanoseconds> time_to_wait(
      base::time_point now, std::optional<base::time_point> until);

  bool is_watched_;  // somebody reads the account
  base::duration drain_timeout_;
  base::duration idle_grace_ = base::kIdleGrace;
  log_settings log_settings_;
  descriptor_budget budget_;
  reactor reactor_;
  net::poller poller_;
  std::vector<net::listener> listeners_;
  clients clients_{reactor_, poller_};
  std::optional<password_checker> passwords_;  // where there is a gate
  std::size_t admitted_ = 0;                   // connections, in this turn
  bool clients_wait_ = true;                   // no accept has said yet that nobody waits
  bool has_attention_ = false;                 // something watched has become readable
  base::time_point next_deadline_{};           // of a client, as it was before the wait
  std::size_t heard_ = 0;                      // events since deadlines were looked at
  std::optional<base::time_point> accept_retry_;
  std::optional<base::time_point> next_tidy_;
  std::optional<base::time_point> closing_at_;  // when nobody is let in any more
  std::optional<base::time_point> drain_end_;
};

}  // namespace owlet::server
