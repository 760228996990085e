// A list of jobs, and threads that take one after the other.
#include "owlet/compress/crew.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

#include "owlet/base/system_error.h"

namespace owlet::compress {

crew::crew(const tree& top, std::span<const source> sources, const settings& wanted)
    : top_(top),
      sources_(sources),
      is_dry_(wanted.is_dry),
      done_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      results_(sources) {
  if (!done_) base::throw_errno("eventfd");
  for (std::size_t i = 0; i < sources.size(); ++i) {
    for (const auto coding : sources[i].codings) jobs_.push_back({i, coding});
  }
  left_ = jobs_.size();
  if (left_ == 0) ::eventfd_write(done_.get(), 1);
  const std::size_t count = std::min<std::size_t>(wanted.jobs, jobs_.size());
  try {
    while (threads_.size() < count) threads_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
    if (threads_.empty()) throw;  // else those that there are do it
  }
}

crew::~crew() { static_cast<void>(finish()); }

const tally& crew::finish() {
  for (std::thread& each : threads_) each.join();
  threads_.clear();
  return results_;
}

progress crew::so_far() {
  const std::lock_guard held(mutex_);
  return results_.so_far();
}

sidecar_result crew::result_of(sidecar_maker& maker, const source& of,
                               http::content_coding coding) const {
  try {
    return is_dry_ ? maker.estimate(of.path, coding) : maker.make(of.path, coding);
  } catch (const std::bad_alloc&) {
    return {outcome::failed, 0, 0, base::errno_text(ENOMEM)};
  }
}

void crew::work() {
  sidecar_maker maker(top_, gate_);
  for (std::size_t at = next_++; at < jobs_.size(); at = next_++) {
    const job& own = jobs_[at];
    const source& of = sources_[own.place];
    sidecar_result result = result_of(maker, of, own.coding);
    const std::lock_guard held(mutex_);
    results_.take(own.place, of, own.coding, std::move(result));
    if (--left_ == 0) ::eventfd_write(done_.get(), 1);
  }
}

}  // namespace owlet::compress
