// How many descriptors a process has open.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/base/unique_fd.h"
#include "owlet/server/metrics.h"

namespace owlet::server {

// Of one process; all 0 when that could not be found out.
struct descriptor_use {
  std::uint64_t open = 0;
  std::uint64_t limit = 0;
};

// Looks at the processes of the slots from outside, so that they need not count. Holds /proc by a
// descriptor: the process may be put in a jail later on.
class descriptor_watch {
public:
  descriptor_watch();

  // One per slot. What was found a moment ago is told again, for a kernel before 6.2 has to list
  // what it counts. Valid until the next call.
  [[nodiscard]] const std::vector<descriptor_use>& look(std::span<const metrics_slot> slots,
                                                        base::time_point now);

private:
  [[nodiscard]] descriptor_use use_of(pid_t process);
  [[nodiscard]] std::uint64_t count_of(pid_t process);

  base::unique_fd proc_;
  std::vector<descriptor_use> found_;
  base::time_point next_look_{};
  base::duration interval_;
};

}  // namespace owlet::server
