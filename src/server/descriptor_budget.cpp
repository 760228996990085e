// How many descriptors the process may have, and what is kept back for the worst moment.
#include "owlet/server/descriptor_budget.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>

#include "owlet/base/limits.h"
#include "owlet/base/system_error.h"

namespace owlet::server {

namespace {

// The three standard streams, the poller, the signals, the root, the log and the spare.
constexpr std::size_t kOwnDescriptors = 8;

std::size_t raise_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) base::throw_errno("getrlimit RLIMIT_NOFILE");
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) base::throw_errno("getrlimit RLIMIT_NOFILE");
  return static_cast<std::size_t>(limit.rlim_cur);
}

// A quarter of a small table is kept for files, and kFileDescriptorReserve of a large one.
std::size_t connections_within(std::size_t limit) {
  const std::size_t reserve = std::min(limit / 4, base::kFileDescriptorReserve);
  return std::max<std::size_t>(limit, kOwnDescriptors + reserve + 1) - kOwnDescriptors - reserve;
}

}  // namespace

descriptor_budget::descriptor_budget() : max_connections_(connections_within(raise_limit())) {
  take_spare();
}

net::accept_result descriptor_budget::accept_with_spare(const net::listener& listener) {
  spare_.reset();
  return listener.accept();
}

void descriptor_budget::take_spare() {
  if (!spare_) spare_ = base::unique_fd(::open("/", O_PATH | O_CLOEXEC));
}

}  // namespace owlet::server
