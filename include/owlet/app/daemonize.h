// From a command in a terminal to a process of its own.
#pragma once

#include "owlet/base/unique_fd.h"

namespace owlet::app {

// What a daemon that is starting still has of whoever started it: the standard output and error
// output, for errors of the start, and a connection to the process that waits in the foreground.
class daemon_handle {
public:
  daemon_handle(base::unique_fd caller, base::unique_fd null);

  // The daemon serves. Standard output and error output lead to /dev/null from now on, and the
  // process in the foreground ends with status 0.
  void say_ready();

private:
  base::unique_fd caller_;
  base::unique_fd null_;
};

// Goes on in a process without a terminal (a second fork after setsid(2), so that it cannot get one
// either), its standard input /dev/null. The calling process never returns from here: it ends when
// the daemon is ready, with status 0, or has ended before that, with the daemon's status, saying so
// where the daemon cannot have done that itself.
//
// The working directory stays: relative paths of the command line mean the same for the daemon,
// and still do so when it reloads, opens its log again or starts its successor. Only what is one
// thread, and has no children, can be left behind. Throws std::system_error.
[[nodiscard]] daemon_handle leave_foreground();

// Standard output and error output lead to /dev/null from now on: of a child of a daemon that was
// forked before the daemon was ready.
void silence_standard_streams();

// Opens /dev/null in place of each standard descriptor that is closed, before anything else gets
// its number: a message would go to whoever is behind it.
void open_standard_descriptors();

}  // namespace owlet::app
