// Signals as a readable descriptor.
#include "owlet/net/signal_source.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

#include "owlet/base/system_error.h"

namespace owlet::net {

signal_source::signal_source(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : signals) sigaddset(&set, number);
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) != 0) base::throw_errno("sigprocmask");
  fd_ = base::unique_fd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd_) base::throw_errno("signalfd");
}

std::optional<received_signal> signal_source::take() {
  signalfd_siginfo info{};
  if (::read(fd_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) {
    return std::nullopt;
  }
  return received_signal{.number = static_cast<int>(info.ssi_signo),
                         .sender = static_cast<pid_t>(info.ssi_pid)};
}

void hear_of_children() { ::signal(SIGCHLD, SIG_DFL); }

void ignore_write_signals() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace owlet::net
