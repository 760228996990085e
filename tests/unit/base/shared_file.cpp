// Tests of base/shared_file.
#include "owlet/base/shared_file.h"

#include <doctest/doctest.h>

#include <vector>

#include "../support.h"

namespace owlet::base {
namespace {

using testing::is_open;
using testing::make_file;

TEST_CASE("an empty handle has no descriptor") {
  const shared_file none;
  const shared_file copy = none;  // NOLINT: the copy is what is tested
  CHECK(none.get() == -1);
  CHECK_FALSE(none);
  CHECK_FALSE(copy);
}

TEST_CASE("the file is closed with its last user, whoever that is") {
  for (const bool first_goes_first : {true, false}) {
    CAPTURE(first_goes_first);
    shared_file first(make_file(""));
    shared_file second = first;
    const int fd = first.get();
    CHECK(second.get() == fd);
    (first_goes_first ? first : second) = {};
    CHECK(is_open(fd));
    (first_goes_first ? second : first) = {};
    CHECK_FALSE(is_open(fd));
  }
}

TEST_CASE("the end of a handle counts as much as an assignment") {
  int fd = -1;
  {
    const shared_file outer(make_file(""));
    fd = outer.get();
    {
      const shared_file inner = outer;
      CHECK(inner.get() == fd);
    }
    CHECK(is_open(fd));
  }
  CHECK_FALSE(is_open(fd));
}

TEST_CASE("a move adds no user") {
  shared_file first(make_file(""));
  const int fd = first.get();
  shared_file second = std::move(first);
  CHECK_FALSE(first);  // NOLINT: what a move leaves behind is promised
  CHECK(second.get() == fd);
  second = {};
  CHECK_FALSE(is_open(fd));
}

TEST_CASE("assignment lets go of what was held before") {
  shared_file first(make_file(""));
  shared_file second(make_file(""));
  const int kept = first.get();
  const int left = second.get();
  second = first;
  CHECK(second.get() == kept);
  CHECK_FALSE(is_open(left));
  const shared_file& same = second;
  second = same;
  first = {};
  CHECK(is_open(kept));
  second = {};
  CHECK_FALSE(is_open(kept));
}

TEST_CASE("many users leave in any order") {
  std::vector<shared_file> users(100, shared_file(make_file("")));
  const int fd = users.front().get();
  while (users.size() > 1) {
    users.erase(users.begin() + static_cast<std::ptrdiff_t>(users.size() / 2));
    REQUIRE(is_open(fd));
  }
  users.clear();
  CHECK_FALSE(is_open(fd));
}

}  // namespace
}  // namespace owlet::base
