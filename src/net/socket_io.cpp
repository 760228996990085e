// Reading from and writing to a socket, with errno folded into what the loop has to know.
#include "owlet/net/socket_io.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace owlet::net {

namespace {

// The most that one sendfile(2) moves, whatever it is asked for.
constexpr std::uint64_t kMaxTransferBytes = 0x7ffff000;

template <typename Call>
io_result retry_interrupted(Call call) {
  for (;;) {
    const ssize_t moved = call();
    if (moved > 0) return {io_status::moved, static_cast<std::size_t>(moved)};
    if (moved == 0) return {io_status::eof, 0};
    if (errno == EINTR) continue;
    return {errno == EAGAIN ? io_status::blocked : io_status::failed, 0};
  }
}

}  // namespace

io_result receive(int socket, std::span<char> buffer) {
  return retry_interrupted([=] { return ::recv(socket, buffer.data(), buffer.size(), 0); });
}

io_result send_bytes(int socket, std::string_view bytes, more_follows more) {
  const int flags = MSG_NOSIGNAL | (more == more_follows::yes ? MSG_MORE : 0);
  return retry_interrupted([=] { return ::send(socket, bytes.data(), bytes.size(), flags); });
}

io_result send_file(int socket, int file, std::uint64_t offset, std::uint64_t length) {
  auto position = static_cast<off_t>(offset);
  const auto count = static_cast<std::size_t>(std::min(length, kMaxTransferBytes));
  return retry_interrupted([&] { return ::sendfile(socket, file, &position, count); });
}

std::uint64_t unacknowledged_bytes(int socket) {
  int bytes = 0;
  return ::ioctl(socket, SIOCOUTQ, &bytes) == 0 ? static_cast<std::uint64_t>(bytes) : 0;
}

void shutdown_write(int socket) { ::shutdown(socket, SHUT_WR); }

void reset_on_close(int socket) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace owlet::net
