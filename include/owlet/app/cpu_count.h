// How many CPUs this process may keep busy.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace owlet::app {

// The CPUs that the process may run on (sched_getaffinity(2)), or fewer where its control group, or
// one around it, has less time than that (cgroups(7), version 1 or 2), rounded up; at least 1.
// The files are read below `top`, which is empty but in tests.
[[nodiscard]] unsigned usable_cpus(const std::string& top = {});

// The same, of the time alone: CPUs, as in 1.5; nothing where no group sets a limit.
[[nodiscard]] std::optional<double> cpu_quota(const std::string& top = {});

// -- What the files say -------------------------------------------------------------------------

// cpu.max of version 2: "QUOTA PERIOD" or "max PERIOD", in microseconds.
[[nodiscard]] std::optional<double> parse_cpu_max(std::string_view text);

// cpu.cfs_quota_us and cpu.cfs_period_us of version 1; a quota of -1 is none.
[[nodiscard]] std::optional<double> parse_cfs(std::string_view quota, std::string_view period);

// Where a control group that limits the time of this process lies in the file system.
struct cgroup_place {
  bool is_unified;    // version 2
  std::string mount;  // the directory of the outermost group that can be seen
  std::string group;  // the path of the process's own from there: "" or "/a/b"
};

// The places that /proc/self/cgroup and /proc/self/mountinfo tell of, at most one of each version.
[[nodiscard]] std::vector<cgroup_place> find_cgroups(std::string_view cgroup,
                                                     std::string_view mountinfo);

}  // namespace owlet::app
