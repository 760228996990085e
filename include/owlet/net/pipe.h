// A pipe between two processes.
#pragma once

#include "owlet/base/unique_fd.h"

namespace owlet::net {

// Both ends are close-on-exec; reading never waits.
struct pipe_ends {
  base::unique_fd reader;
  base::unique_fd writer;
};

// Throws std::system_error.
[[nodiscard]] pipe_ends make_pipe();

}  // namespace owlet::net
