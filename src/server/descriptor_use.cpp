// How many descriptors a process has open.
#include "owlet/server/descriptor_use.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace owlet::server {

namespace {

constexpr std::chrono::milliseconds kLookInterval{200};
constexpr std::chrono::seconds kListInterval{10};  // a list of 10,000 takes some milliseconds

// All entries but "." and "..".
std::uint64_t count_entries(base::unique_fd directory) {
  DIR* const list = ::fdopendir(directory.get());
  if (list == nullptr) return 0;
  [[maybe_unused]] const int owned_by_list = directory.release();
  std::uint64_t count = 0;
  while (::readdir(list) != nullptr) ++count;
  ::closedir(list);
  return count > 2 ? count - 2 : 0;
}

}  // namespace

descriptor_watch::descriptor_watch()
    : proc_(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC)), interval_(kLookInterval) {}

const std::vector<descriptor_use>& descriptor_watch::look(std::span<const metrics_slot> slots,
                                                          base::time_point now) {
  if (found_.size() == slots.size() && now < next_look_) return found_;
  found_.clear();
  for (const metrics_slot& slot : slots) {
    const std::uint64_t pid = slot.gauges.pid;
    found_.push_back(pid > 0 ? use_of(static_cast<pid_t>(pid)) : descriptor_use{});
  }
  next_look_ = now + interval_;
  return found_;
}

descriptor_use descriptor_watch::use_of(pid_t process) {
  rlimit limit{};
  if (!proc_ || ::prlimit(process, RLIMIT_NOFILE, nullptr, &limit) != 0) return {};
  const std::uint64_t open = count_of(process);
  return open > 0 ? descriptor_use{open, limit.rlim_cur} : descriptor_use{};
}

// Since 6.2, the size of the directory is the number of descriptors; before, it is 0
// (proc_pid_fd(5)).
std::uint64_t descriptor_watch::count_of(pid_t process) {
  const std::string path = std::to_string(process) + "/fd";
  struct stat found = {};
  if (::fstatat(proc_.get(), path.c_str(), &found, 0) != 0) return 0;
  if (found.st_size > 0) return static_cast<std::uint64_t>(found.st_size);
  interval_ = kListInterval;
  base::unique_fd directory(
      ::openat(proc_.get(), path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory ? count_entries(std::move(directory)) : 0;
}

}  // namespace owlet::server
