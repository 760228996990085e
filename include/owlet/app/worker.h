// A process that serves, forked by a supervisor.
#pragma once

#include <sys/types.h>

#include <vector>

#include "owlet/app/settings.h"
#include "owlet/base/unique_fd.h"
#include "owlet/net/listener.h"
#include "owlet/server/metrics.h"

namespace owlet::app {

// What a worker is made of.
struct worker_terms {
  const server::config& settings;
  std::vector<net::listener>& listeners;  // the worker's own copies after the fork
  server::metrics_slot& account;
  foreground ground = foreground::stay;  // leave: nobody reads the standard streams once it serves
};

// A worker that has been forked, and serves or is about to.
struct worker_process {
  pid_t pid;
  base::unique_fd ready;  // the end of a pipe: a byte when it serves, the end when it does not
};

// Forks a worker. It keeps the standard streams and its listeners, and nothing else that is open
// here; it ends with its parent. Throws std::system_error.
[[nodiscard]] worker_process fork_worker(const worker_terms& terms);

// Waits for the word of a worker, for ten seconds at the most. False when it has ended or does not
// come to serve.
[[nodiscard]] bool wait_until_ready(const worker_process& worker);

}  // namespace owlet::app
