// From a command in a terminal to a process of its own.
#include "owlet/app/daemonize.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "owlet/app/run.h"
#include "owlet/base/message.h"
#include "owlet/base/system_error.h"

namespace owlet::app {

namespace {

pid_t fork_or_throw() {
  const pid_t child = ::fork();
  if (child < 0) base::throw_errno("fork");
  return child;
}

base::unique_fd open_null() {
  base::unique_fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null) base::throw_errno("open /dev/null");
  return null;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// Reads that many bytes, or false at the end of what there is.
bool receive(int from, void* into, std::size_t size) {
  ssize_t length = 0;
  do {
    length = ::recv(from, into, size, MSG_WAITALL);
  } while (length < 0 && errno == EINTR);
  return length == static_cast<ssize_t>(size);
}

// What became of a process that never said that it was ready. One that ended with an error has said
// itself what was wrong.
int fate_of(pid_t child) {
  const int status = wait_for(child);
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0) return WEXITSTATUS(status);
  std::string line = "the daemon ended before it was ready";
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    line.append(", by signal ").append(std::to_string(number));
    line.append(" (").append(::strsignal(number)).append(")");
  }
  base::say(base::message_level::error, line);
  return kFailure;
}

// The daemon becomes a child of this process when the one between them ends.
[[noreturn]] void wait_in_foreground(int caller, pid_t between) {
  pid_t daemon = 0;
  char ready = 0;
  if (!receive(caller, &daemon, sizeof daemon)) ::_exit(fate_of(between));
  wait_for(between);
  ::_exit(receive(caller, &ready, 1) ? kSuccess : fate_of(daemon));
}

// In the process between the foreground and the daemon, which leads the session.
void fork_from_session() {
  if (::setsid() < 0) base::throw_errno("setsid");
  if (fork_or_throw() != 0) ::_exit(kSuccess);
}

}  // namespace

daemon_handle::daemon_handle(base::unique_fd caller, base::unique_fd null)
    : caller_(std::move(caller)), null_(std::move(null)) {}

// The terminal is let go before the caller gets it back. Nobody may wait any more: that is no
// reason not to serve.
void daemon_handle::say_ready() {
  std::fflush(nullptr);
  ::dup2(null_.get(), STDOUT_FILENO);
  ::dup2(null_.get(), STDERR_FILENO);
  null_.reset();
  [[maybe_unused]] const auto sent = ::send(caller_.get(), "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  caller_.reset();
}

daemon_handle leave_foreground() {
  open_standard_descriptors();
  base::unique_fd null = open_null();
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    base::throw_errno("socketpair");
  }
  base::unique_fd foreground(ends[0]);
  base::unique_fd caller(ends[1]);
  std::fflush(nullptr);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // not inherited
  if (const pid_t between = fork_or_throw(); between != 0) {
    caller.reset();
    wait_in_foreground(foreground.get(), between);
  }
  foreground.reset();
  fork_from_session();
  const pid_t daemon = ::getpid();
  [[maybe_unused]] const auto sent = ::send(caller.get(), &daemon, sizeof daemon, MSG_NOSIGNAL);
  ::dup2(null.get(), STDIN_FILENO);
  return {std::move(caller), std::move(null)};
}

void silence_standard_streams() {
  const base::unique_fd null = open_null();
  ::dup2(null.get(), STDOUT_FILENO);
  ::dup2(null.get(), STDERR_FILENO);
}

void open_standard_descriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    base::unique_fd null(::open("/dev/null", O_RDWR));  // gets the lowest number that is free
    if (!null) base::throw_errno("open /dev/null");
    [[maybe_unused]] const int kept = null.release();
  }
}

}  // namespace owlet::app
