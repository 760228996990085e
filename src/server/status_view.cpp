// What the admin listener tells of, at one moment.
#include "owlet/server/status_view.h"

#include <chrono>
#include <cstddef>
#include <optional>

namespace owlet::server {

namespace {

// A turn that takes longer than this is no turn any more: the longest that a loop waits for on its
// own is a disk, and that ends.
constexpr std::chrono::seconds kStuck{5};

}  // namespace

std::string illness(const status_view& view) {
  if (running_workers(view.slots) == 0) return "no worker runs";
  for (std::size_t i = 0; i < view.slots.size(); ++i) {
    const auto age = turn_age(view.slots[i], view.now.monotonic);
    if (!age || *age <= kStuck) continue;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*age).count();
    return "worker " + std::to_string(i) + " has been in one turn for " + std::to_string(seconds) +
           " s";
  }
  return {};
}

std::string_view unreadiness(const status_view& view) {
  if (view.facts.is_draining) return "draining";
  if (!view.facts.is_root_readable) return "the root cannot be read";
  if (running_workers(view.slots) == 0) return "no worker runs";
  return {};
}

}  // namespace owlet::server
