// Tests of server/status_view.
#include "owlet/server/status_view.h"

#include <doctest/doctest.h>

#include "status_samples.h"

namespace owlet::server {
namespace {

using std::chrono::seconds;
using testing::moment_at;
using testing::status_samples;

TEST_CASE("a worker that has been in one turn for too long is stuck, one that waits is not") {
  status_samples samples;
  CHECK(illness(samples.view()).empty());
  metrics_writer second(samples.slots[1], 2);
  second.begin_turn(moment_at(-seconds(5)).monotonic);
  CHECK(illness(samples.view()).empty());
  second.begin_turn(moment_at(-seconds(7)).monotonic);
  CHECK(illness(samples.view()) == "worker 1 has been in one turn for 7 s");
  second.end_turn(moment_at().monotonic);
  CHECK(illness(samples.view()).empty());
}

TEST_CASE("one worker of two is enough, none is not") {
  status_samples samples;
  forget_process(samples.slots[0]);
  CHECK(illness(samples.view()).empty());
  CHECK(unreadiness(samples.view()).empty());
  forget_process(samples.slots[1]);
  CHECK(illness(samples.view()) == "no worker runs");
  CHECK(unreadiness(samples.view()) == "no worker runs");
}

TEST_CASE("who drains or cannot read the root is well, but not ready") {
  const status_samples samples;
  status_view view = samples.view();
  view.facts.is_root_readable = false;
  CHECK(unreadiness(view) == "the root cannot be read");
  view.facts.is_draining = true;
  CHECK(unreadiness(view) == "draining");
  CHECK(illness(view).empty());
}

}  // namespace
}  // namespace owlet::server
