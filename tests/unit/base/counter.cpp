// Tests of base/counter.
#include "owlet/base/counter.h"

#include <doctest/doctest.h>

namespace owlet::base {
namespace {

TEST_CASE("a counter begins at 0 and does what it is told") {
  counter count;
  CHECK(count == 0);
  ++count;
  count.add(41);
  CHECK(count.get() == 42);
  --count;
  CHECK(count == 41);
  count.set(7);
  CHECK(count == 7);
}

}  // namespace
}  // namespace owlet::base
