// The connections of a server, by descriptor.
#include "owlet/server/connection_table.h"

#include <algorithm>
#include <utility>

namespace owlet::server {

connection* connection_table::find(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  const std::size_t number = index / kSlabSize;
  if (number >= slabs_.size() || slabs_[number] == nullptr) return nullptr;
  auto& place = slabs_[number]->places[index % kSlabSize];
  return place ? &*place : nullptr;
}

connection& connection_table::add(base::unique_fd socket, const net::endpoint& peer,
                                  greeting first) {
  const auto index = static_cast<std::size_t>(socket.get());
  const std::size_t number = index / kSlabSize;
  if (number >= slabs_.size()) slabs_.resize(number + 1);
  if (slabs_[number] == nullptr) {
    slabs_[number] = spare_ ? std::move(spare_) : std::make_unique<slab>();
  }
  ++slabs_[number]->used;
  ++size_;
  return slabs_[number]->places[index % kSlabSize].emplace(std::move(socket), peer, first);
}

void connection_table::remove(const connection& gone) {
  const auto index = static_cast<std::size_t>(gone.fd());
  auto& home = slabs_[index / kSlabSize];
  home->places[index % kSlabSize].reset();
  --size_;
  if (--home->used == 0) spare_ = std::move(home);
}

std::size_t connection_table::slab_count() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(slabs_, [](const auto& each) { return each != nullptr; }));
}

}  // namespace owlet::server
