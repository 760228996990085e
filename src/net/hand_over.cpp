// Handing listening sockets on to the process that follows this one.
#include "owlet/net/hand_over.h"

#include <fcntl.h>

#include <algorithm>

namespace owlet::net {

hand_over::hand_over() : text_("owlet 1\n") {}

void hand_over::add(const std::vector<std::vector<listener>>& sets, listener_use use) {
  for (unsigned worker = 0; worker < sets.size(); ++worker) add(sets[worker], worker, use);
}

void hand_over::add(const std::vector<listener>& set, unsigned worker, listener_use use) {
  for (const listener& each : set) {
    if (!each.is_duplicate()) add(each, worker, use);
  }
}

// A line for each: "activated FD NAME" for a place that is inherited in its turn, whose number
// stays the same, and "socket FD WORKER USE DEVICE INODE PLACE" for another one.
void hand_over::add(const listener& each, unsigned worker, listener_use use) {
  const std::string fd = std::to_string(each.fd());
  if (const auto* place = std::get_if<inherited_place>(&each.spec().place)) {
    text_ += "activated " + fd + ' ' + place->name + '\n';
  } else {
    const file_identity& file = each.name().file();
    text_ += "socket " + fd + ' ' + std::to_string(worker) +
             (use == listener_use::site ? " site " : " admin ") + std::to_string(file.device) +
             ' ' + std::to_string(file.inode) + ' ' + place_key(each.spec()) + '\n';
  }
  descriptors_.push_back(each.fd());
}

bool hand_over::keep_open() const {
  return std::all_of(descriptors_.begin(), descriptors_.end(),
                     [](int fd) { return ::fcntl(fd, F_SETFD, 0) == 0; });
}

}  // namespace owlet::net
