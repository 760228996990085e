// Tests of app/cpu_count.
#include "owlet/app/cpu_count.h"

#include <doctest/doctest.h>
#include <sched.h>

#include "../forked.h"

namespace owlet::app {
namespace {

// What /proc and /sys look like in a test.
struct made_system {
  void write_unified(const char* cgroup) {
    directory.write("proc/self/cgroup", cgroup);
    directory.write("proc/self/mountinfo",
                    "30 23 0:26 / /cg rw,nosuid shared:9 - cgroup2 cgroup2 rw\n");
  }
  [[nodiscard]] std::optional<double> quota() const { return cpu_quota(directory.path()); }
  testing::temporary_directory directory;
};

TEST_CASE("cpu.max is a part of the period, or no limit") {
  CHECK(parse_cpu_max("150000 100000\n") == 1.5);
  CHECK(parse_cpu_max("1000 1000000") == 0.001);
  for (const char* const text : {"max 100000\n", "", "\n", "0 100000", "-1 100000", "100000", "1 0",
                                 "x 1", "1 x", "1x 1", "1 1x", "99999999999999999999 1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_cpu_max(text));
  }
}

TEST_CASE("the quota of version 1 is a part of the period, -1 no limit") {
  CHECK(parse_cfs("50000\n", "100000\n") == 0.5);
  CHECK_FALSE(parse_cfs("-1\n", "100000\n"));
  CHECK_FALSE(parse_cfs("", ""));
  CHECK_FALSE(parse_cfs("50000\n", "0\n"));
}

TEST_CASE("a control group is found where its kind is mounted, in a container or outside") {
  struct row {
    const char* cgroup;
    const char* mountinfo;
    const char* mount;
    const char* group;
  };
  const row kRows[] = {
      {"0::/a/b\n", "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", "/sys/fs/cgroup",
       "/a/b"},
      {"0::/\n", "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", "/sys/fs/cgroup", ""},
      {"0::/docker/x\n", "30 23 0:26 /docker/x /cg rw - cgroup2 cgroup2 rw\n", "/cg", ""},
      {"0::/docker/x/y\n", "30 23 0:26 /docker/x /cg rw - cgroup2 cgroup2 rw\n", "/cg", "/y"},
      {"0::/docker/xy\n", "30 23 0:26 /docker/x /cg rw - cgroup2 cgroup2 rw\n", "/cg", ""},
      {"0::/other\n", "30 23 0:26 /docker/x /cg rw - cgroup2 cgroup2 rw\n", "/cg", ""},
      {"0::/../x\n", "30 23 0:26 / /cg rw - cgroup2 cgroup2 rw\n", "/cg", ""},
      {"0::x\n", "30 23 0:26 / /cg rw - cgroup2 cgroup2 rw\n", "/cg", ""},
      {"9:name=systemd:/s\n3:cpu,cpuacct:/a\n1:cpuset:/b\n",
       "31 2 0:2 / /cg/cpuset rw - cgroup cgroup rw,cpuset\n"
       "32 2 0:3 / /cg/cpu,cpuacct rw shared:1 master:2 - cgroup cgroup rw,cpu,cpuacct\n",
       "/cg/cpu,cpuacct", "/a"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.cgroup);
    CAPTURE(each.mountinfo);
    const auto places = find_cgroups(each.cgroup, each.mountinfo);
    REQUIRE(places.size() == 1);
    CHECK(places[0].mount == each.mount);
    CHECK(places[0].group == each.group);
    CHECK(places[0].is_unified == std::string_view(each.cgroup).starts_with("0::"));
  }
}

TEST_CASE("both versions may be there at once; what is neither is nothing") {
  const char* const mounts =
      "31 2 0:1 / / rw - ext4 /dev/vda rw,cpu\n"
      "32 2 0:3 / /cg/cpu rw - cgroup cgroup rw,cpu\n"
      "33 2 0:4 / /cg/unified rw - cgroup2 cgroup2 rw\n"
      "34 2 0:4 / /elsewhere rw - cgroup2 cgroup2 rw\n";
  CHECK(find_cgroups("1:cpu:/a\n0::/b\n", mounts).size() == 2);
  CHECK(find_cgroups("1:cpuset:/a\n", mounts).empty());
  CHECK(find_cgroups("", mounts).empty());
  CHECK(find_cgroups("0::/a\n1:cpu:/b", "").empty());
  CHECK(find_cgroups("0\n::\n:", "1\n\n - \n - cgroup2\nx y z").empty());
}

TEST_CASE("of a group and those around it, the least counts") {
  made_system made;
  made.write_unified("0::/a/b/c\n");
  CHECK_FALSE(made.quota());
  made.directory.write("cg/a/b/c/cpu.max", "max 100000\n");
  CHECK_FALSE(made.quota());
  made.directory.write("cg/a/b/c/cpu.max", "300000 100000\n");
  CHECK(made.quota() == 3);
  made.directory.write("cg/a/cpu.max", "250000 100000\n");
  CHECK(made.quota() == 2.5);
  made.directory.write("cg/cpu.max", "500000 100000\n");
  CHECK(made.quota() == 2.5);
  made.directory.write("cg/cpu.max", "50000 100000\n");
  CHECK(made.quota() == 0.5);
}

TEST_CASE("the quota of version 1 counts as well") {
  made_system made;
  made.directory.write("proc/self/cgroup", "3:cpu,cpuacct:/a\n0::/\n");
  made.directory.write("proc/self/mountinfo", "32 2 0:3 / /cg rw - cgroup cgroup rw,cpu,cpuacct\n");
  made.directory.write("cg/a/cpu.cfs_quota_us", "70000\n");
  CHECK_FALSE(made.quota());
  made.directory.write("cg/a/cpu.cfs_period_us", "100000\n");
  CHECK(made.quota() == 0.7);
}

TEST_CASE("without /proc there is no quota, and at least one CPU") {
  const testing::temporary_directory nothing;
  CHECK_FALSE(cpu_quota(nothing.path()));
  CHECK(usable_cpus(nothing.path()) >= 1);
}

TEST_CASE("usable CPUs are those of the affinity, or fewer by the quota, rounded up") {
  made_system made;
  made.write_unified("0::/\n");
  cpu_set_t affine;
  REQUIRE(::sched_getaffinity(0, sizeof affine, &affine) == 0);
  const auto all = static_cast<unsigned>(CPU_COUNT(&affine));
  CHECK(usable_cpus(made.directory.path()) == all);
  made.directory.write("cg/cpu.max", "99900000 100000\n");
  CHECK(usable_cpus(made.directory.path()) == std::min(all, 999U));
  made.directory.write("cg/cpu.max", "110000 100000\n");
  CHECK(usable_cpus(made.directory.path()) == std::min(all, 2U));
  made.directory.write("cg/cpu.max", "1000 100000\n");
  CHECK(usable_cpus(made.directory.path()) == 1);
}

TEST_CASE("a process that was bound to one CPU uses one") {
  testing::forked child([] {
    cpu_set_t affine;
    if (::sched_getaffinity(0, sizeof affine, &affine) != 0) return 1;
    std::size_t first = 0;
    while (!CPU_ISSET(first, &affine)) ++first;
    CPU_ZERO(&affine);
    CPU_SET(first, &affine);
    if (::sched_setaffinity(0, sizeof affine, &affine) != 0) return 2;
    return usable_cpus("/nothing") == 1 ? 0 : 3;
  });
  CHECK(child.wait() == 0);
}

}  // namespace
}  // namespace owlet::app
