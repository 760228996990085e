// A program that is run to be asked.
#include "owlet/net/helper_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace owlet::net {

// What is ours closes itself; what owlet was started with, the program closes. Its signals stay
// blocked as they are here.
int helper_process::start(const std::string& program) {
  end();
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return errno;
  base::unique_fd ours(ends[0]);
  const base::unique_fd theirs(ends[1]);
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  posix_spawn_file_actions_t actions;
  if (const int error = ::posix_spawn_file_actions_init(&actions)) return error;
  int error = 0;
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (error == 0) error = ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), stream);
  }
  std::string name = program;
  const std::array<char*, 2> arguments{name.data(), nullptr};
  const std::array<char*, 1> environment{nullptr};
  pid_t started = 0;
  if (error == 0) {
    error = ::posix_spawn(&started, name.c_str(), &actions, nullptr, arguments.data(),
                          environment.data());
  }
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return error;
  socket_ = std::move(ours);
  pid_ = started;
  return 0;
}

void helper_process::end() {
  socket_.reset();
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
}

void helper_process::reap() {
  if (pid_ != 0 && ::waitpid(pid_, nullptr, WNOHANG) != 0) pid_ = 0;
}

}  // namespace owlet::net
