// Writing to a descriptor that may be shared with other processes, without ever waiting for it.
#include "owlet/net/stream_io.h"

#include <poll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace owlet::net {

namespace {

// The write that does not wait in any mode, where the kernel has it for such a descriptor (Linux
// 6.5 has it for pipes); false where it has not.
bool write_at_once(int fd, std::string_view bytes, ssize_t& written) {
  const iovec part{.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()};
  constexpr off_t kAtPosition = -1;
  do {
    written = ::pwritev2(fd, &part, 1, kAtPosition, RWF_NOWAIT);
  } while (written < 0 && errno == EINTR);
  return written >= 0 || (errno != EOPNOTSUPP && errno != EINVAL && errno != ENOSYS);
}

io_result result_of(ssize_t written) {
  if (written > 0) return {io_status::moved, static_cast<std::size_t>(written)};
  return {written < 0 && errno == EAGAIN ? io_status::blocked : io_status::failed, 0};
}

}  // namespace

// A pipe that poll(2) calls writable takes PIPE_BUF bytes without blocking, pipe(7): unless another
// process is quicker.
io_result write_without_waiting(int fd, std::string_view bytes) {
  bytes = bytes.substr(0, PIPE_BUF);
  ssize_t written = 0;
  if (write_at_once(fd, bytes, written)) return result_of(written);
  pollfd ready{.fd = fd, .events = POLLOUT, .revents = 0};
  if (::poll(&ready, 1, 0) <= 0) return {io_status::blocked, 0};
  do {
    written = ::write(fd, bytes.data(), bytes.size());
  } while (written < 0 && errno == EINTR);
  return result_of(written);
}

io_result write_to_file(int fd, std::string_view bytes) {
  for (;;) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written > 0) return {io_status::moved, static_cast<std::size_t>(written)};
    if (written == 0 || errno != EINTR) return {io_status::failed, 0};
  }
}

bool is_regular_file(int fd) {
  struct stat found = {};
  return ::fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
}

bool wait_until_writable(int fd, base::time_point end) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(end - base::read_clock().monotonic);
  pollfd ready{.fd = fd, .events = POLLOUT, .revents = 0};
  return left.count() > 0 && ::poll(&ready, 1, static_cast<int>(left.count())) > 0 &&
         (ready.revents & POLLOUT) != 0;
}

}  // namespace owlet::net
