// What surrounds those who serve: signals, the admin listener, the service manager, an upgrade.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "owlet/app/daemonize.h"
#include "owlet/app/inheritance.h"
#include "owlet/app/orders.h"
#include "owlet/app/pid_file.h"
#include "owlet/app/run.h"
#include "owlet/app/settings.h"
#include "owlet/app/successor.h"
#include "owlet/base/clock.h"
#include "owlet/server/admin.h"
#include "owlet/server/server.h"
#include "owlet/site/document_root.h"

namespace owlet::app {

// How the process was started: what it takes to read the settings again, or to start a successor.
struct invocation {
  int argc;
  const char* const* argv;
  std::string binary;  // see path_of_binary
};

// Runs those who serve, in this process (server::server) or in others (supervisor), until the end,
// and does meanwhile what it is told to. Owns what there is once per daemon.
class host {
public:
  // Throws std::system_error.
  host(invocation started, const settings& wanted, inheritance given);

  std::optional<daemon_handle> background;
  std::optional<pid_file> file;
  std::optional<server::admin> admin;
  std::string admin_where;         // for people, as all of these
  std::vector<std::string> notes;  // lines that are said at the start
  std::string url_to_open;         // by a browser; empty for none

  // Tells everybody who wants to know that clients are served; `where` is for people.
  void say_ready(const std::string& where);

  // Until the end. The exit status says whether a request was cut off.
  template <typename Serving>
  [[nodiscard]] exit_status run(Serving& serving) {
    serving.watch(orders_.fd());
    if (admin) serving.watch(admin->fd());
    for (;;) {
      turn(serving.is_draining());
      switch (serving.run(next_due())) {
        case server::server::outcome::drained: return kSuccess;
        case server::server::outcome::cut_off: return kCutOff;
        case server::server::outcome::attention: break;
      }
      if (successor_) look_at_successor(serving);
      take_orders(serving);
    }
  }

private:
  template <typename Serving>
  void take_orders(Serving& serving) {
    const bool was_told_to_end = is_told_to_end_;  // what comes together is one wish
    while (const auto what = orders_.take()) {
      switch (*what) {
        case order::drain: end(serving, was_told_to_end); break;
        case order::stop: break;  // is for workers
        case order::reload:
          if (!serving.is_draining()) reload(serving);
          break;
        case order::reopen_logs: serving.reopen_logs(); break;
        case order::give_way:
          if (!serving.is_draining()) start_successor(serving);
          break;
        case order::child_ended:
          if constexpr (requires { serving.reap(base::time_point{}); }) {
            serving.reap(base::read_clock().monotonic);
          }
          if (::getpid() == 1) reap_strangers();
          if (reload_waits_ && !serving.is_draining()) reload(serving);
          break;
      }
    }
  }

  // An upgrade drains as well: what counts is how often somebody has said it. A process that is to
  // end leaves none behind that it has started.
  template <typename Serving>
  void end(Serving& serving, bool is_repeated) {
    if (successor_) abandon_successor({});
    is_told_to_end_ = true;
    is_repeated ? serving.stop() : serving.begin_draining(current_.server.drain_delay);
    manager_.say_stopping("draining");
  }

  template <typename Serving>
  void reload(Serving& serving) {
    reload_waits_ = !serving.can_apply();
    if (reload_waits_) return;
    manager_.say_reloading();
    try {
      if (const auto fresh = read_again()) {
        serving.apply(fresh->server);
        note_reloaded(*fresh);
      }
    } catch (const std::system_error& error) {
      say_kept(error);
    }
    manager_.say_ready(status_);
  }

  template <typename Serving>
  void start_successor(Serving& serving) {
    if (!may_start_successor()) return;
    net::hand_over listeners;
    serving.hand_on(listeners);
    try {
      launch_successor(listeners);
      serving.watch(successor_->fd());
    } catch (const std::system_error& error) {
      give_up_upgrade(error);
    }
  }

  template <typename Serving>
  void look_at_successor(Serving& serving) {
    switch (successor_->look()) {
      case successor::state::starting: break;
      case successor::state::failed: forget_successor(); break;
      case successor::state::ready:
        serving.disown_listeners();
        give_way();
        serving.give_way();
        break;
    }
  }

  static void reap_strangers();
  void turn(bool is_draining);
  [[nodiscard]] bool is_root_readable();
  [[nodiscard]] std::optional<base::time_point> next_due() const;
  // The settings as they are now, if they are good; says what is wrong with them.
  [[nodiscard]] std::optional<settings> read_again() const;
  void note_reloaded(const settings& fresh);
  static void say_kept(const std::system_error& error);
  [[nodiscard]] bool may_start_successor();
  void launch_successor(net::hand_over& listeners);
  void give_up_upgrade(const std::system_error& error);
  void forget_successor();
  void abandon_successor(std::chrono::milliseconds patience);
  // Says in the pid file whose it is, which is how `owlet upgrade` gets to know that it was in
  // vain.
  void rewrite_pid_file();
  void give_way();

  invocation started_;
  settings current_;
  order_source orders_;
  net::service_notifier manager_;
  std::optional<predecessor> before_;
  std::optional<successor> successor_;
  base::time_point successor_end_{};  // by then it has to serve
  bool is_told_to_end_ = false;
  bool reload_waits_ = false;  // until processes of earlier settings have ended
  std::string status_;
  std::optional<site::document_root> root_;  // when somebody may ask
  std::int64_t started_unix_seconds_;
};

}  // namespace owlet::app
