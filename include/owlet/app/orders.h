// What a process is told to do by signals.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>

#include "owlet/net/signal_source.h"

namespace owlet::app {

enum class order : std::uint8_t {
  drain,        // SIGTERM, SIGINT, SIGQUIT: end when the requests under way are answered
  reload,       // SIGHUP: read the settings anew
  reopen_logs,  // SIGUSR1
  give_way,     // SIGUSR2: start the binary anew; to a worker: end, another one serves already
  child_ended,  // SIGCHLD
  stop,         // SIGALRM, of a supervisor to its workers: end now
};

// The signals that are orders, blocked from construction on and for good. Those that a failed write
// would cause are ignored.
class order_source {
public:
  // Throws std::system_error.
  order_source();

  [[nodiscard]] int fd() const { return signals_.fd(); }
  // The next one that has come, if one has.
  [[nodiscard]] std::optional<order> take();

  // Who gave the last one; 0 where that is the kernel.
  [[nodiscard]] pid_t sender() const { return sender_; }

private:
  net::signal_source signals_;
  pid_t sender_ = 0;
};

}  // namespace owlet::app
