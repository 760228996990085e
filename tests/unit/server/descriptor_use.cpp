// Tests of server/descriptor_use.
#include "owlet/server/descriptor_use.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>

#include "../support.h"

namespace owlet::server {
namespace {

using owlet::testing::moment_at;

std::uint64_t listed_descriptors() {
  using std::filesystem::directory_iterator;
  // The list itself is open while it is read.
  return static_cast<std::uint64_t>(
             std::distance(directory_iterator("/proc/self/fd"), directory_iterator{})) -
         1;
}

TEST_CASE("descriptors are counted, and known for a moment") {
  metrics_board board{1};
  metrics_slot& slot = board.slots()[0];
  slot.gauges.pid.set(static_cast<std::uint64_t>(::getpid()));
  descriptor_watch watch;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const descriptor_use before = watch.look({&slot, 1}, moment_at().monotonic).at(0);
  CHECK(before.open == listed_descriptors());
  CHECK(before.limit == limit.rlim_cur);
  const base::unique_fd another(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  CHECK(watch.look({&slot, 1}, moment_at().monotonic).at(0).open == before.open);
  const auto later = moment_at(std::chrono::seconds(20)).monotonic;
  CHECK(watch.look({&slot, 1}, later).at(0).open == before.open + 1);
}

TEST_CASE("of a slot without a process, or with one that is gone, nothing is known") {
  std::vector<metrics_slot> slots(2);
  slots[1].gauges.pid.set(0x7FFFFFFF);
  descriptor_watch watch;
  for (const descriptor_use& use : watch.look(slots, moment_at().monotonic)) {
    CHECK(use.open == 0);
    CHECK(use.limit == 0);
  }
}

}  // namespace
}  // namespace owlet::server
