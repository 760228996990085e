// How many CPUs this process may keep busy.
#include "owlet/app/cpu_count.h"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "owlet/base/text_file.h"

namespace owlet::app {

namespace {

constexpr std::size_t kMostCpus = 1 << 16;

// The text up to the next separator, which is taken out of it.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

std::optional<double> ratio_of(std::string_view quota, std::string_view period) {
  const auto number = [](std::string_view text) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.begin(), text.end(), value);
    const bool is_whole = read.ptr == text.end() || *read.ptr == '\n';
    return read.ec == std::errc{} && is_whole ? value : 0;
  };
  const std::int64_t time = number(quota);
  const std::int64_t of = number(period);
  if (time <= 0 || of <= 0) return std::nullopt;
  return static_cast<double>(time) / static_cast<double>(of);
}

bool lists(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    if (take_until(words, ',') == wanted) return true;
  }
  return false;
}

// A line of mountinfo: "ID PARENT MAJOR:MINOR ROOT MOUNT OPTIONS [TAG...] - TYPE SOURCE OPTIONS".
struct mount_line {
  std::string_view root, mount, type, options;
};

mount_line parse_mount(std::string_view line) {
  mount_line parsed;
  for (int skipped = 0; skipped < 3; ++skipped) take_until(line, ' ');
  parsed.root = take_until(line, ' ');
  parsed.mount = take_until(line, ' ');
  const auto dash = line.find(" - ");
  if (dash == line.npos) return parsed;
  line.remove_prefix(dash + 3);
  parsed.type = take_until(line, ' ');
  take_until(line, ' ');
  parsed.options = line;
  return parsed;
}

// In a container the mount may begin at the container's group, of which the path still tells. A
// path from outside of what is mounted ("/../x") says nothing but that the group is within it.
std::string beneath(std::string_view root, std::string_view group) {
  if (root != "/") {
    if (!group.starts_with(root)) return {};
    group.remove_prefix(root.size());
  }
  if (group == "/" || !group.starts_with('/') || group.starts_with("/..")) return {};
  return std::string(group);
}

void add_mount(const mount_line& mount, bool is_unified, std::string_view group,
               std::vector<cgroup_place>& places) {
  places.push_back({is_unified, std::string(mount.mount), beneath(mount.root, group)});
}

std::optional<double> quota_of(const std::string& directory, bool is_unified) {
  if (is_unified) return parse_cpu_max(base::read_text_file(directory + "/cpu.max"));
  return parse_cfs(base::read_text_file(directory + "/cpu.cfs_quota_us"),
                   base::read_text_file(directory + "/cpu.cfs_period_us"));
}

unsigned affine_cpus() {
  for (std::size_t most = 1024; most <= kMostCpus; most *= 2) {
    const std::size_t size = CPU_ALLOC_SIZE(most);
    std::vector<cpu_set_t> set(size / sizeof(cpu_set_t) + 1);
    if (::sched_getaffinity(0, size, set.data()) == 0) {
      return static_cast<unsigned>(CPU_COUNT_S(size, set.data()));
    }
  }
  return 1;
}

}  // namespace

std::optional<double> parse_cpu_max(std::string_view text) {
  const std::string_view quota = take_until(text, ' ');
  return ratio_of(quota, text);
}

std::optional<double> parse_cfs(std::string_view quota, std::string_view period) {
  return ratio_of(quota, period);
}

std::vector<cgroup_place> find_cgroups(std::string_view cgroup, std::string_view mountinfo) {
  std::optional<std::string_view> unified;
  std::optional<std::string_view> divided;
  while (!cgroup.empty()) {  // "0::/PATH" or "ID:CONTROLLER,...:/PATH"
    std::string_view line = take_until(cgroup, '\n');
    const std::string_view id = take_until(line, ':');
    const std::string_view controllers = take_until(line, ':');
    if (id == "0" && controllers.empty()) unified = line;
    if (lists(controllers, "cpu")) divided = line;
  }
  std::vector<cgroup_place> places;
  while (!mountinfo.empty()) {
    const mount_line mount = parse_mount(take_until(mountinfo, '\n'));
    if (unified && mount.type == "cgroup2") {
      add_mount(mount, true, *unified, places);
      unified.reset();
    } else if (divided && mount.type == "cgroup" && lists(mount.options, "cpu")) {
      add_mount(mount, false, *divided, places);
      divided.reset();
    }
  }
  return places;
}

// A group cannot use more than those around it have.
std::optional<double> cpu_quota(const std::string& top) {
  std::optional<double> least;
  for (const cgroup_place& place :
       find_cgroups(base::read_text_file(top + "/proc/self/cgroup"),
                    base::read_text_file(top + "/proc/self/mountinfo"))) {
    std::string group = place.group;
    for (;;) {
      const auto quota = quota_of(top + place.mount + group, place.is_unified);
      if (quota && (!least || *quota < *least)) least = quota;
      if (group.empty()) break;
      group.resize(group.rfind('/'));  // which it begins with
    }
  }
  return least;
}

unsigned usable_cpus(const std::string& top) {
  unsigned count = std::max(affine_cpus(), 1U);
  if (const auto quota = cpu_quota(top); quota && *quota < count) {
    count = static_cast<unsigned>(std::ceil(*quota));
  }
  return count;
}

}  // namespace owlet::app
