// A pipe between two processes.
#include "owlet/net/pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "owlet/base/system_error.h"

namespace owlet::net {

pipe_ends make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) base::throw_errno("pipe");
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {base::unique_fd(ends[0]), base::unique_fd(ends[1])};
}

}  // namespace owlet::net
