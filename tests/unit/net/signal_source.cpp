// Tests of net/signal_source.
#include "owlet/net/signal_source.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>

#include <cerrno>
#include <csignal>

#include "../support.h"

namespace owlet::net {
namespace {

bool is_readable(int fd) {
  pollfd ready{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&ready, 1, 0) == 1;
}

TEST_CASE("a signal that has come is taken once, and kills nobody") {
  signal_source source({SIGUSR1, SIGUSR2});
  CHECK_FALSE(is_readable(source.fd()));
  CHECK_FALSE(source.take());
  ::raise(SIGUSR1);
  CHECK(is_readable(source.fd()));
  CHECK(source.take()->number == SIGUSR1);
  CHECK_FALSE(source.take());
  CHECK_FALSE(is_readable(source.fd()));
}

TEST_CASE("each signal is told, and one that came twice meanwhile only once") {
  signal_source source({SIGUSR1, SIGUSR2});
  ::raise(SIGUSR2);
  ::raise(SIGUSR2);
  ::raise(SIGUSR1);
  const auto first = source.take();
  const auto second = source.take();
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->number + second->number == SIGUSR1 + SIGUSR2);
  CHECK(first->sender == ::getpid());
  CHECK_FALSE(source.take());
}

TEST_CASE("its descriptor is not inherited") {
  const signal_source source({SIGUSR1});
  CHECK((::fcntl(source.fd(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("a write to a broken pipe is an error and no signal") {
  ignore_write_signals();
  testing::fd_pair pipe = testing::make_pipe();
  pipe.theirs.reset();
  CHECK(::write(pipe.ours.get(), "x", 1) == -1);
  CHECK(errno == EPIPE);
}

}  // namespace
}  // namespace owlet::net
