// A process of its own for a part of a test.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <utility>

#include "support.h"

namespace owlet::testing {

// Runs a function, which gives an exit status, in a child; ends it by its id at the latest with
// itself. An exception is status 99.
class forked {
public:
  template <typename Function>
  explicit forked(Function run) : pid_((std::fflush(nullptr), ::fork())) {
    if (pid_ < 0) throw std::runtime_error("fork");
    if (pid_ != 0) return;
    int status = 99;
    try {
      status = run();
    } catch (const std::exception&) {
    }
    ::_exit(status);
  }
  ~forked() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  forked(const forked&) = delete;
  forked& operator=(const forked&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool has_ended() {
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info_, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info_.si_pid == pid_;
  }

  // The exit status, or the negative number of the signal that ended it.
  int wait() {
    int status = 0;
    ::waitpid(std::exchange(pid_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

private:
  pid_t pid_;
  siginfo_t info_{};
};

// What one process waits for and another opens. Waiting also ends when nobody is left who could.
class gate {
public:
  gate() : pipe_(make_pipe()) {
    ::fcntl(pipe_.theirs.get(), F_SETFL, 0);  // here it is waited for
  }
  void open() { write_all(pipe_.ours.get(), "x"); }
  [[nodiscard]] bool wait() {
    pipe_.ours.reset();
    char byte = 0;
    return ::read(pipe_.theirs.get(), &byte, 1) == 1;
  }

private:
  fd_pair pipe_;
};

}  // namespace owlet::testing
