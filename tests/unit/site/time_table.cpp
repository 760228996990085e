// Tests of site/time_table.
#include "owlet/site/time_table.h"

#include <doctest/doctest.h>

namespace owlet::site {
namespace {

base::time_point at(int seconds) { return base::time_point(std::chrono::seconds(seconds)); }

TEST_CASE("a tag has its time, and no other tag has it") {
  time_table times(1);
  CHECK(times.find({1, 2}) == nullptr);
  times.place({1, 2}) = at(5);
  REQUIRE(times.find({1, 2}) != nullptr);
  CHECK(*times.find({1, 2}) == at(5));
  CHECK(times.find({1, 3}) == nullptr);
  CHECK(times.find({2, 2}) == nullptr);
}

TEST_CASE("who comes to a full group takes the slot with the earliest time, and the time with it") {
  time_table times(8);
  for (std::uint64_t i = 0; i < 8; ++i) times.place({i, i + 1}) = at(10 + static_cast<int>(i));
  times.place({3, 4}) = at(1);
  CHECK(times.place({9, 9}) == at(1));
  CHECK(times.find({3, 4}) == nullptr);
  CHECK(times.find({0, 1}) != nullptr);
}

}  // namespace
}  // namespace owlet::site
