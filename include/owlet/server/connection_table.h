// The connections of a server, by descriptor.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "owlet/server/connection.h"

namespace owlet::server {

// Owns the connections. They lie in slabs, by descriptor: the kernel gives out the lowest free one,
// so that few connections are in few slabs, and a slab that has become empty is given back, but for
// the last one. A connection stays where it is for as long as it lives.
class connection_table {
public:
  static constexpr std::size_t kSlabSize = 64;  // connections

  // The connection of a descriptor; null when it belongs to none.
  [[nodiscard]] connection* find(int fd);

  // Makes a connection of a socket whose descriptor has none.
  connection& add(base::unique_fd socket, const net::endpoint& peer, greeting first);

  // Destroys a connection, and with it closes its socket.
  void remove(const connection& gone);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t slab_count() const;

  // Calls visit(connection&) for each, in the order of descriptors. The one that is visited may be
  // removed meanwhile.
  template <typename Visit>
  void for_each(Visit visit) {
    const auto end = static_cast<int>(slabs_.size() * kSlabSize);
    for (int fd = 0; fd < end; ++fd) {
      if (connection* found = find(fd)) visit(*found);
    }
  }

private:
  struct slab {
    std::array<std::optional<connection>, kSlabSize> places;
    std::size_t used = 0;
  };

  std::vector<std::unique_ptr<slab>> slabs_;  // null where no descriptor is in use
  std::unique_ptr<slab> spare_;               // for those who come and go
  std::size_t size_ = 0;
};

}  // namespace owlet::server
