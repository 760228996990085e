// Lines to a local socket of datagrams, as log daemons have one, without ever waiting for it.
#include "owlet/net/datagram_io.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace owlet::net {

namespace {

constexpr std::size_t kBatch = 64;  // datagrams to a call

// iovec has no const, though nothing is written to what is sent.
iovec part_of(std::string_view text) {
  return {.iov_base = const_cast<char*>(text.data()), .iov_len = text.size()};
}

struct batch {
  std::array<std::array<iovec, 2>, kBatch> parts;
  std::array<mmsghdr, kBatch> messages;
  std::array<std::size_t, kBatch> sizes;  // of the lines, with their newlines
  unsigned count = 0;

  void add(std::string_view prefix, std::string_view line, line_end end) {
    sizes[count] = line.size();
    if (end == line_end::left_out) line.remove_suffix(1);
    parts[count] = {part_of(prefix), part_of(line)};
    messages[count] = {};
    messages[count].msg_hdr.msg_iov = parts[count].data();
    messages[count].msg_hdr.msg_iovlen = parts[count].size();
    ++count;
  }
};

}  // namespace

base::unique_fd connect_datagrams(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return {};
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  base::unique_fd made(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!made) return {};
  const auto* const where = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(made.get(), where, sizeof address) == 0) return made;
  const int error = errno;
  made.reset();
  errno = error;
  return {};
}

io_result send_lines(int socket, std::string_view prefix, std::string_view lines, line_end end) {
  batch wanted;
  while (!lines.empty() && wanted.count < kBatch) {
    const std::size_t size = lines.find('\n') + 1;
    wanted.add(prefix, lines.substr(0, size), end);
    lines.remove_prefix(size);
  }
  for (;;) {
    const int sent =
        ::sendmmsg(socket, wanted.messages.data(), wanted.count, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) {
      const bool is_full = errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM;
      return {is_full ? io_status::blocked : io_status::failed, 0};
    }
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(sent); ++i) bytes += wanted.sizes[i];
    return {io_status::moved, bytes};
  }
}

}  // namespace owlet::net
