// Writing to a descriptor that may be shared with other processes, without ever waiting for it.
#pragma once

#include <string_view>

#include "owlet/net/socket_io.h"

namespace owlet::net {

// Writes a piece of `bytes`, which must not be empty, as far as that takes no waiting, even where
// the descriptor is in blocking mode: O_NONBLOCK would be seen by everyone who shares it. Blocked
// when a pipe or a terminal is full.
[[nodiscard]] io_result write_without_waiting(int fd, std::string_view bytes);

}  // namespace owlet::net
