// Tests of server/work_allowance.
#include "owlet/server/work_allowance.h"

#include <doctest/doctest.h>

#include "../support.h"

namespace owlet::server {
namespace {

using owlet::testing::moment_at;
using std::chrono::milliseconds;

int take_all(work_allowance& allowance, base::time_point now) {
  int count = 0;
  while (allowance.take(now)) ++count;
  return count;
}

TEST_CASE("there is a burst, and then one piece per interval") {
  work_allowance allowance(4, milliseconds(10));
  CHECK(take_all(allowance, moment_at().monotonic) == 4);
  CHECK(allowance.next() == moment_at(milliseconds(10)).monotonic);
  CHECK(take_all(allowance, moment_at(milliseconds(9)).monotonic) == 0);
  CHECK(take_all(allowance, moment_at(milliseconds(10)).monotonic) == 1);
  CHECK(take_all(allowance, moment_at(milliseconds(25)).monotonic) == 1);
  CHECK(take_all(allowance, moment_at(milliseconds(30)).monotonic) == 1);
}

TEST_CASE("what is not used does not pile up beyond the burst") {
  work_allowance allowance(4, milliseconds(10));
  CHECK(take_all(allowance, moment_at(std::chrono::hours(10)).monotonic) == 4);
  CHECK(take_all(allowance, moment_at(std::chrono::hours(20)).monotonic) == 4);
}

}  // namespace
}  // namespace owlet::server
