// Writing to a descriptor that may be shared with other processes, without ever waiting for it.
#pragma once

#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/net/socket_io.h"

namespace owlet::net {

// Writes a piece of `bytes`, which must not be empty, as far as that takes no waiting, even where
// a pipe, a socket or a file is in blocking mode: O_NONBLOCK would be seen by everyone who shares
// it. (A terminal in blocking mode may wait all the same.) Blocked when it is full.
[[nodiscard]] io_result write_without_waiting(int fd, std::string_view bytes);

// Writes to a file on a disk, which is never full for a moment only: moved or failed.
[[nodiscard]] io_result write_to_file(int fd, std::string_view bytes);
[[nodiscard]] bool is_regular_file(int fd);

// Waits until such a descriptor takes something, or until the time is over: false then, and when it
// is of no more use.
[[nodiscard]] bool wait_until_writable(int fd, base::time_point end);

}  // namespace owlet::net
