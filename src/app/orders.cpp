// What a process is told to do by signals.
#include "owlet/app/orders.h"

#include <csignal>

namespace owlet::app {

order_source::order_source()
    : signals_({SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD, SIGALRM}) {
  net::ignore_write_signals();
  net::hear_of_children();
}

std::optional<order> order_source::take() {
  const auto signal = signals_.take();
  if (!signal) return std::nullopt;
  sender_ = signal->sender;
  switch (signal->number) {
    case SIGHUP: return order::reload;
    case SIGUSR1: return order::reopen_logs;
    case SIGUSR2: return order::give_way;
    case SIGCHLD: return order::child_ended;
    case SIGALRM: return order::stop;
    default: return order::drain;
  }
}

}  // namespace owlet::app
