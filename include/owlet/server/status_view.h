// What the admin listener tells of, at one moment.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/server/descriptor_use.h"
#include "owlet/server/metrics.h"

namespace owlet::server {

// What the counters do not say, as whoever runs the admin listener knows it.
struct server_facts {
  std::string_view version;
  std::int64_t started_unix_seconds = 0;
  bool is_draining = false;
  bool is_root_readable = true;
};

// Everything, borrowed for the length of a call.
struct status_view {
  std::span<const metrics_slot> slots;          // one per worker
  std::span<const descriptor_use> descriptors;  // as many; empty where nobody knows
  server_facts facts;
  base::moment now;
};

// Why the process should be started anew, for a person: no worker runs, or one does not get on with
// its work. Empty while all is well.
[[nodiscard]] std::string illness(const status_view& view);

// Why no new client should be sent here. Empty while they are welcome.
[[nodiscard]] std::string_view unreadiness(const status_view& view);

}  // namespace owlet::server
