// A process that serves, forked by a supervisor.
#include "owlet/app/worker.h"

#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "owlet/app/daemonize.h"
#include "owlet/app/orders.h"
#include "owlet/app/run.h"
#include "owlet/base/message.h"
#include "owlet/base/system_error.h"
#include "owlet/net/pipe.h"
#include "owlet/server/server.h"

namespace owlet::app {

namespace {

constexpr int kStartMilliseconds = 10'000;

// Terminals and service managers send their SIGTERM or SIGINT to everybody, and then it comes from
// the parent once more: only the parent knows which one is the second, and has a signal for it.
// A signal of anybody else's would have this worker drain while its listeners go on collecting
// clients.
void obey(order_source& orders, server::server& server, pid_t parent) {
  const bool is_orphan = ::getppid() != parent;
  while (const auto what = orders.take()) {
    const bool is_of_child = *what == order::child_ended;
    if (orders.sender() != parent && !is_orphan && !is_of_child) continue;
    switch (*what) {
      case order::drain: server.begin_draining({}); break;
      case order::give_way: server.give_way(); break;
      case order::stop: server.stop(); break;
      case order::reopen_logs: server.reopen_logs(); break;
      case order::child_ended: server.reap(base::time_point{}); break;
      case order::reload: break;  // the parent's business
    }
  }
}

int serve(const worker_terms& terms, base::unique_fd& ready, pid_t parent) {
  order_source orders;
  server::server server(terms.settings, std::move(terms.listeners), terms.account);
  server.watch(orders.fd());
  if (terms.ground == foreground::leave) silence_standard_streams();
  [[maybe_unused]] const auto told = ::write(ready.get(), "!", 1);
  ready.reset();
  for (;;) {
    switch (server.run(std::nullopt)) {
      case server::server::outcome::drained: return kSuccess;
      case server::server::outcome::cut_off: return kCutOff;
      case server::server::outcome::attention: break;
    }
    obey(orders, server, parent);
  }
}

// In the child. What else is open belongs to the parent: held here, a connection that the parent
// closes would stay open. `ready` is closed last, for then the parent ends a worker that has not
// come to serve.
[[noreturn]] void become_worker(const worker_terms& terms, base::unique_fd ready, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(kFailure);
  std::vector<int> kept{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, ready.get()};
  for (const net::listener& each : terms.listeners) kept.push_back(each.fd());
  base::close_all_but(kept);
  int status = kFailure;
  try {
    status = serve(terms, ready, parent);
  } catch (const std::system_error& error) {
    base::say(base::message_level::error, explain(error));
  }
  ::_exit(status);
}

}  // namespace

worker_process fork_worker(const worker_terms& terms) {
  net::pipe_ends ready = net::make_pipe();
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) base::throw_errno("fork");
  if (pid == 0) become_worker(terms, std::move(ready.writer), parent);
  return {pid, std::move(ready.reader)};
}

bool wait_until_ready(const worker_process& worker) {
  pollfd word{.fd = worker.ready.get(), .events = POLLIN, .revents = 0};
  int found = 0;
  do {
    found = ::poll(&word, 1, kStartMilliseconds);
  } while (found < 0 && errno == EINTR);
  char byte = 0;
  return found > 0 && ::read(worker.ready.get(), &byte, 1) == 1;
}

}  // namespace owlet::app
