// Tests of base/back_off.
#include "owlet/base/back_off.h"

#include <doctest/doctest.h>

namespace owlet::base {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("one that has worked for a while is replaced at once") {
  back_off patience;
  CHECK(patience.after(seconds(1)) == duration{});
  CHECK(patience.after(seconds(3600)) == duration{});
}

TEST_CASE("the first one that ends early is replaced at once, the next ones later and later") {
  back_off patience;
  for (const int wanted : {0, 50, 100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
    CHECK(patience.after(milliseconds(999)) == milliseconds(wanted));
  }
}

TEST_CASE("after a healthy one, it begins again") {
  back_off patience;
  for (int i = 0; i < 9; ++i) CHECK(patience.after({}) <= seconds(5));
  CHECK(patience.after(seconds(1)) == duration{});
  CHECK(patience.after({}) == duration{});
  CHECK(patience.after({}) == milliseconds(50));
}

}  // namespace
}  // namespace owlet::base
