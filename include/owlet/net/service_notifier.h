// What the service manager is told: sd_notify(3), without its library.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/base/clock.h"

namespace owlet::net {

// Tells the service manager how the process is doing: datagrams to the socket that it has named in
// NOTIFY_SOCKET, a path or, after '@', an abstract name. Without one, nothing is sent. Never waits:
// what the manager does not take at once is sent again when next_due says so; of two states that
// wait, only the later one.
class service_notifier {
public:
  // Nobody to tell.
  service_notifier() = default;

  // As NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID say, which are then taken out of the
  // environment: no child speaks for this process.
  [[nodiscard]] static service_notifier from_environment();

  // A socket, and how often it has to hear that the process turns; no interval is no watchdog.
  explicit service_notifier(std::string socket, std::optional<base::duration> watchdog = {});

  [[nodiscard]] bool is_active() const { return !socket_.empty(); }

  // The start, or a reload, is over; `status` is for people and one line.
  void say_ready(std::string_view status);
  // A reload begins; say_ready ends it.
  void say_reloading();
  void say_stopping(std::string_view status);
  // The successor of an upgrade is the service's main process from now on. Said by the old process,
  // for a manager that listens to the main process only (NotifyAccess=main). With it goes the duty
  // to feed the watchdog, and nothing is told any more.
  void hand_over(pid_t successor);

  // When run_due has something to do, if ever. With a watchdog: every half of its interval.
  [[nodiscard]] std::optional<base::time_point> next_due() const;
  // Feeds the watchdog and repeats what was not taken, each when it is time. For the loop that must
  // be seen turning.
  void run_due(base::time_point now);

  // "NAME=VALUE" of the variables that a new binary needs in order to go on in this one's place.
  [[nodiscard]] std::vector<std::string> environment() const;

private:
  void send_state(std::string state);

  std::string socket_;  // as in NOTIFY_SOCKET
  std::optional<base::duration> watchdog_;
  std::optional<base::time_point> next_feeding_;
  bool is_over_ = false;  // another process speaks for the service
  std::string waiting_;   // a state that was not taken
  std::optional<base::time_point> retry_;
};

}  // namespace owlet::net
