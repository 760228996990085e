// Tests of net/poller.
#include "owlet/net/poller.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>
#include <system_error>

#include "../support.h"
#include "owlet/net/socket_io.h"

namespace owlet::net {
namespace {

using testing::make_socket_pair;
using testing::read_available;
using testing::write_all;

// "r", "w", "c" for what is ready of the one descriptor that may be; "" when nothing is.
std::string look(poller& poll, int fd) {
  std::string text;
  const auto ready = poll.wait(std::chrono::nanoseconds(0));
  CHECK(ready.size() <= 1);
  for (const readiness& each : ready) {
    CHECK(each.fd == fd);
    if (each.readable) text += 'r';
    if (each.writable) text += 'w';
    if (each.peer_closed) text += 'c';
  }
  return text;
}

TEST_CASE("each edge is told once") {
  poller poll;
  testing::fd_pair ends = make_socket_pair();
  const int fd = ends.ours.get();
  REQUIRE(poll.add_connection(fd));
  CHECK(look(poll, fd) == "w");
  CHECK(look(poll, fd).empty());
  write_all(ends.theirs.get(), "abc");
  CHECK(look(poll, fd) == "rw");
  CHECK(look(poll, fd).empty());
  write_all(ends.theirs.get(), "def");  // a new edge, though nothing was read
  CHECK(look(poll, fd) == "rw");
  CHECK(look(poll, fd).empty());
}

TEST_CASE("what is there already is told when a descriptor is added") {
  poller poll;
  const testing::fd_pair ends = make_socket_pair();
  write_all(ends.theirs.get(), "abc");
  shutdown_write(ends.theirs.get());
  REQUIRE(poll.add_connection(ends.ours.get()));
  CHECK(look(poll, ends.ours.get()) == "rwc");
}

TEST_CASE("the end of the peer's side is announced, with the data before it unread") {
  poller poll;
  const testing::fd_pair ends = make_socket_pair();
  const int fd = ends.ours.get();
  REQUIRE(poll.add_connection(fd));
  (void)look(poll, fd);
  write_all(ends.theirs.get(), "abc");
  shutdown_write(ends.theirs.get());
  CHECK(look(poll, fd) == "rwc");
  CHECK(read_available(fd) == "abc");
}

TEST_CASE("a hang-up makes a connection ready for everything") {
  poller poll;
  testing::fd_pair ends = make_socket_pair();
  const int fd = ends.ours.get();
  REQUIRE(poll.add_connection(fd));
  (void)look(poll, fd);
  ends.theirs.reset();
  CHECK(look(poll, fd) == "rwc");
}

TEST_CASE("room in a full socket is an edge") {
  poller poll;
  const testing::fd_pair ends = make_socket_pair();
  const int fd = ends.ours.get();
  REQUIRE(poll.add_connection(fd));
  const std::string bytes(100'000, 'x');
  while (send_bytes(fd, bytes, more_follows::no).status == io_status::moved) continue;
  (void)look(poll, fd);
  CHECK(look(poll, fd).empty());
  (void)read_available(ends.theirs.get());
  CHECK(look(poll, fd) == "w");
}

TEST_CASE("a source is told when it can be read, and never for writing") {
  poller poll;
  const testing::fd_pair ends = make_socket_pair();
  poll.add_source(ends.ours.get());
  CHECK(look(poll, ends.ours.get()).empty());
  write_all(ends.theirs.get(), "x");
  CHECK(look(poll, ends.ours.get()) == "r");
  CHECK(look(poll, ends.ours.get()).empty());
}

TEST_CASE("several descriptors are told together, and a closed one no more") {
  poller poll;
  testing::fd_pair first = make_socket_pair();
  const testing::fd_pair second = make_socket_pair();
  REQUIRE(poll.add_connection(first.ours.get()));
  REQUIRE(poll.add_connection(second.ours.get()));
  CHECK(poll.wait(std::chrono::nanoseconds(0)).size() == 2);
  write_all(first.theirs.get(), "x");
  write_all(second.theirs.get(), "x");
  first.ours.reset();
  CHECK(look(poll, second.ours.get()) == "rw");
}

TEST_CASE("a source that another descriptor keeps open is quiet once it was taken out") {
  poller poll;
  testing::fd_pair ends = make_socket_pair();
  poll.add_source(ends.ours.get());
  const base::unique_fd other(::dup(ends.ours.get()));
  poll.remove_source(ends.ours.get());
  ends.ours.reset();
  write_all(ends.theirs.get(), "x");
  CHECK(poll.wait(std::chrono::nanoseconds{0}).empty());
}

TEST_CASE("what cannot be watched is refused") {
  poller poll;
  CHECK_FALSE(poll.add_connection(-1));
  CHECK_THROWS_AS(poll.add_source(-1), std::system_error);
  const testing::fd_pair ends = make_socket_pair();
  CHECK(poll.add_connection(ends.ours.get()));
  CHECK_FALSE(poll.add_connection(ends.ours.get()));
}

TEST_CASE("a wait is over when its time is, and not before") {
  poller poll;
  for (const auto timeout : {std::chrono::nanoseconds(1), std::chrono::nanoseconds(1'500'000)}) {
    const auto before = std::chrono::steady_clock::now();
    CHECK(poll.wait(timeout).empty());
    CHECK(std::chrono::steady_clock::now() - before >= timeout);
  }
  CHECK(poll.wait(std::chrono::nanoseconds(-1'000'000'000)).empty());
}

TEST_CASE("a wait without a time ends with an event") {
  poller poll;
  const testing::fd_pair ends = make_socket_pair();
  REQUIRE(poll.add_connection(ends.ours.get()));
  CHECK(poll.wait(std::nullopt).size() == 1);
  write_all(ends.theirs.get(), "x");
  CHECK(poll.wait(std::chrono::hours(24 * 365)).size() == 1);
}

}  // namespace
}  // namespace owlet::net
