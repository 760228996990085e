// How many descriptors the process may have, and what is kept back for the worst moment.
#pragma once

#include <cstddef>
#include <string_view>

#include "owlet/base/unique_fd.h"
#include "owlet/net/listener.h"
#include "owlet/site/site.h"

namespace owlet::server {

// Knows the limit of the process (getrlimit(2)) and holds one spare descriptor, so that a client
// can be told something even when no other is free.
class descriptor_budget {
public:
  // Raises the soft limit to the hard one. `others` are open beside the server's own: listeners and
  // what the process needs. Throws std::system_error.
  explicit descriptor_budget(std::size_t others);

  // The settings of a site, with no more open files in its cache than the table has room for.
  [[nodiscard]] site::options within(site::options wanted) const;

  // Whether one more connection leaves enough for the files that connections ask for.
  [[nodiscard]] bool has_room_for(std::size_t connections) const {
    return connections <= max_connections_;
  }

  // Accepts one client in the place of the spare descriptor, which has to be taken again later.
  [[nodiscard]] net::accept_result accept_with_spare(const net::listener& listener);

  // Takes a spare descriptor if there is none; without one, the next emergency finds us unprepared.
  void take_spare();

private:
  std::size_t max_cached_files_;
  std::size_t max_connections_;
  base::unique_fd spare_;
};

}  // namespace owlet::server
