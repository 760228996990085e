// Tests of base/unique_fd.
#include "owlet/base/unique_fd.h"

#include <doctest/doctest.h>

#include "../support.h"

namespace owlet::base {
namespace {

using testing::is_open;
using testing::make_file;

TEST_CASE("by default no descriptor is owned") {
  unique_fd none;
  CHECK(none.get() == -1);
  CHECK_FALSE(none);
  none.reset();
  CHECK_FALSE(unique_fd(-1));
}

TEST_CASE("zero is a descriptor like any other") {
  unique_fd zero(0);
  CHECK(zero);
  CHECK(zero.release() == 0);
}

TEST_CASE("a descriptor is closed with its owner") {
  int fd = -1;
  {
    const unique_fd owner = make_file("");
    fd = owner.get();
    CHECK(owner);
    CHECK(is_open(fd));
  }
  CHECK_FALSE(is_open(fd));
}

TEST_CASE("reset closes once") {
  unique_fd owner = make_file("");
  const int fd = owner.get();
  owner.reset();
  CHECK_FALSE(is_open(fd));
  CHECK_FALSE(owner);
  const unique_fd next = make_file("");  // gets the same number
  REQUIRE(next.get() == fd);
  owner.reset();
  CHECK(is_open(fd));
}

TEST_CASE("release gives the descriptor away open") {
  int fd = -1;
  {
    unique_fd owner = make_file("");
    fd = owner.release();
    CHECK_FALSE(owner);
  }
  CHECK(is_open(fd));
  const unique_fd closes_it(fd);
}

TEST_CASE("a move hands the descriptor over") {
  unique_fd first = make_file("");
  const int fd = first.get();
  unique_fd second(std::move(first));
  CHECK_FALSE(first);  // NOLINT: what a move leaves behind is promised
  CHECK(second.get() == fd);
  CHECK(is_open(fd));
}

TEST_CASE("assignment closes what was owned before") {
  unique_fd from = make_file("");
  unique_fd to = make_file("");
  const int moved = from.get();
  const int replaced = to.get();
  to = std::move(from);
  CHECK(to.get() == moved);
  CHECK(is_open(moved));
  CHECK_FALSE(is_open(replaced));
  to = unique_fd();
  CHECK_FALSE(is_open(moved));
}

TEST_CASE("assignment to itself changes nothing") {
  unique_fd owner = make_file("");
  const int fd = owner.get();
  unique_fd& same = owner;
  owner = std::move(same);
  CHECK(owner.get() == fd);
  CHECK(is_open(fd));
}

}  // namespace
}  // namespace owlet::base
