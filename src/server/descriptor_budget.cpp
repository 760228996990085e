// How many descriptors the process may have, and what is kept back for the worst moment.
#include "owlet/server/descriptor_budget.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>

#include "owlet/base/limits.h"
#include "owlet/base/system_error.h"

namespace owlet::server {

namespace {

// The three standard streams, the poller, the root, the spare, and a log.
constexpr std::size_t kOwnDescriptors = 7;

std::size_t raise_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) base::throw_errno("getrlimit RLIMIT_NOFILE");
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) base::throw_errno("getrlimit RLIMIT_NOFILE");
  return static_cast<std::size_t>(limit.rlim_cur);
}

constexpr std::size_t kLargeTable = 4096;

// A quarter of a small table is kept for files, kFileDescriptorReserve of a larger one. A large one
// has room for the cache besides, a smaller one lets it have half of what is kept.
std::size_t reserve_within(std::size_t limit) {
  return std::min(limit / 4, base::kFileDescriptorReserve);
}
std::size_t cached_files_within(std::size_t limit) {
  return limit >= kLargeTable ? kLargeTable / 16 : reserve_within(limit) / 2;
}
std::size_t connections_within(std::size_t limit, std::size_t foreign) {
  const std::size_t cached = limit >= kLargeTable ? cached_files_within(limit) : 0;
  const std::size_t others = kOwnDescriptors + foreign + reserve_within(limit) + cached;
  return std::max(limit, others + 1) - others;
}

}  // namespace

descriptor_budget::descriptor_budget(std::size_t others) {
  const std::size_t limit = raise_limit();
  max_cached_files_ = cached_files_within(limit);
  max_connections_ = connections_within(limit, others);
  take_spare();
}

site::options descriptor_budget::within(site::options wanted) const {
  wanted.cache.files = std::min(wanted.cache.files, max_cached_files_);
  return wanted;
}

net::accept_result descriptor_budget::accept_with_spare(const net::listener& listener) {
  spare_.reset();
  return listener.accept();
}

void descriptor_budget::take_spare() {
  if (!spare_) spare_ = base::unique_fd(::open("/", O_PATH | O_CLOEXEC));
}

}  // namespace owlet::server
