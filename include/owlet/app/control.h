// Commands to a daemon that runs: owlet stop, status, reload and upgrade.
#pragma once

#include <chrono>
#include <string>

#include "owlet/app/control_table.h"

namespace owlet::app {

// The exit status of a command to a daemon, as the Linux Standard Base has them for init scripts.
enum control_status : int {
  kDone = 0,          // it is done; status: it runs; stop: nothing runs any more
  kNotDone = 1,       // it did not come to that in time; status: it has died and left its pid file
  kNotRunning = 3,    // status: there is none
  kUnclear = 4,       // the pid file cannot be read, or the process is somebody else's
  kNothingToTell = 7  // reload, upgrade: none runs
};

// How long a command waits for what it has asked for.
struct control_patience {
  std::chrono::milliseconds stop = std::chrono::seconds(90);
  std::chrono::milliseconds upgrade = std::chrono::seconds(60);
};

// Does this with the daemon that holds the pid file, says on standard output what came of it, on
// standard error what is wrong, and returns a control_status.
//
// stop: SIGTERM, and waits for the end. status: whether it runs, and since when. reload: SIGHUP.
// upgrade: SIGUSR2, and waits until another process holds the file, or the same one has written it
// again, which says that it goes on in vain. A process gets a signal only if it holds the lock on
// the file: what is written there alone is never believed.
[[nodiscard]] int control(control_action action, const std::string& path,
                          const control_patience& patience = {});

}  // namespace owlet::app
