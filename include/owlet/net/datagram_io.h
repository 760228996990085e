// Lines to a local socket of datagrams, as log daemons have one, without ever waiting for it.
#pragma once

#include <string>
#include <string_view>

#include "owlet/base/unique_fd.h"
#include "owlet/net/socket_io.h"

namespace owlet::net {

// A datagram socket that is connected to the one at `path`; none, and errno, if there is none.
[[nodiscard]] base::unique_fd connect_datagrams(const std::string& path);

// What a datagram has of the newline of its line.
enum class line_end : bool { left_out, sent };

// Sends each of the lines, which end in newlines, as a datagram of its own that begins with
// `prefix`. Moved: so many bytes of `lines`, all of whole lines. Failed, with errno: the other
// side has gone, and the socket is of no more use.
[[nodiscard]] io_result send_lines(int socket, std::string_view prefix, std::string_view lines,
                                   line_end end);

}  // namespace owlet::net
