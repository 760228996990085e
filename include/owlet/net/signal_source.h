// Signals as a readable descriptor.
#pragma once

#include <sys/types.h>

#include <initializer_list>
#include <optional>

#include "owlet/base/unique_fd.h"

namespace owlet::net {

// A signal, and who has sent it: 0 where that is the kernel, or a process that cannot be seen.
struct received_signal {
  int number;
  pid_t sender;
};

// A signalfd(2). The signals are blocked from construction on and for good, which also makes them
// reach a process whose id is 1.
class signal_source {
public:
  // Throws std::system_error.
  explicit signal_source(std::initializer_list<int> signals);

  [[nodiscard]] int fd() const { return fd_.get(); }

  // The next signal that has come, if one has.
  [[nodiscard]] std::optional<received_signal> take();

private:
  base::unique_fd fd_;
};

// SIGPIPE and SIGXFSZ have no use here: the call that caused them says what is wrong.
void ignore_write_signals();

// SIGCHLD is not ignored, though whoever started the process may have left it so (sigaction(2)):
// children that end can be waited for.
void hear_of_children();

}  // namespace owlet::net
