// A process of its own for tests of what concerns one: its environment, its descriptors.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <string>

#include "../support.h"

namespace owlet::testing {

// Runs work() in a child and gives the text that it returned, or what it threw.
template <typename Work>
std::string in_child(Work work) {
  constexpr int kHighDescriptor = 700;  // out of the way of 3, 4, 5
  fd_pair outcome = make_pipe();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const int out = ::fcntl(outcome.ours.get(), F_DUPFD_CLOEXEC, kHighDescriptor);
    std::string text;
    try {
      text = work();
    } catch (const std::exception& error) {
      text = error.what();
    }
    ::_exit(::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  outcome.ours.reset();
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  return read_available(outcome.theirs.get());
}

}  // namespace owlet::testing
