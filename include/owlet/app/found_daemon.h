// The daemon that a pid file leads to.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "owlet/base/unique_fd.h"

namespace owlet::app {

enum class daemon_state : std::uint8_t {
  running,
  absent,  // there is no pid file, or an empty one
  stale,   // nobody holds it: `process` is what is written there, and may be anybody by now
  unclear  // what is wrong was said on standard error
};

// What a pid file leads to. While the handle is open, the process that it stands for is this one
// and no other that gets its number.
struct found_daemon {
  daemon_state state = daemon_state::absent;
  pid_t process = 0;
  base::unique_fd file = {};    // the pid file, when it runs
  base::unique_fd handle = {};  // pidfd_open(2), when it runs

  // Sends the signal; a process that has ended meanwhile needs none. False when that is not
  // permitted, which was said on standard error.
  [[nodiscard]] bool send_signal(int number) const;
};

// Who holds the pid file. Signals nobody.
[[nodiscard]] found_daemon find_daemon(const std::string& path);

}  // namespace owlet::app
