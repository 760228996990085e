// Tests of net/helper_process.
#include "owlet/net/helper_process.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "owlet/net/socket_io.h"

namespace owlet::net {
namespace {

std::string_view receive_one(int fd, std::span<char> buffer) {
  pollfd word{.fd = fd, .events = POLLIN, .revents = 0};
  CHECK(::poll(&word, 1, 10'000) == 1);
  const io_result got = receive(fd, buffer);
  return {buffer.data(), got.bytes};
}

TEST_CASE("what is sent comes back from a program that says what it hears") {
  helper_process helper;
  CHECK(helper.fd() == -1);
  REQUIRE(helper.start("/bin/cat") == 0);
  std::array<char, 64> buffer;
  CHECK(receive(helper.fd(), buffer).status == io_status::blocked);
  CHECK(send_bytes(helper.fd(), "one", more_follows::no).status == io_status::moved);
  CHECK(receive_one(helper.fd(), buffer) == "one");
  helper.end();
  CHECK(helper.fd() == -1);
  REQUIRE(helper.start("/bin/cat") == 0);
  CHECK(send_bytes(helper.fd(), "two", more_follows::no).status == io_status::moved);
  CHECK(receive_one(helper.fd(), buffer) == "two");
}

TEST_CASE("a program that ends is heard of, and reaped") {
  helper_process helper;
  REQUIRE(helper.start("/bin/true") == 0);
  std::array<char, 64> buffer;
  CHECK(receive_one(helper.fd(), buffer).empty());
  helper.reap();
  helper.end();
  CHECK(helper.fd() == -1);
}

TEST_CASE("what cannot be run is told") {
  helper_process helper;
  CHECK(helper.start("/nonexistent/program") == ENOENT);
  CHECK(helper.start("/etc/passwd") == EACCES);
  CHECK(helper.fd() == -1);
}

}  // namespace
}  // namespace owlet::net
