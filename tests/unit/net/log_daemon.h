// A log daemon for tests: a local socket of datagrams.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "../support.h"

namespace owlet::testing {

// Listens at a path for as long as it lives, and removes the socket then.
class log_daemon {
public:
  explicit log_daemon(std::string path) : path_(std::move(path)) {
    socket_ = base::unique_fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.data(), path_.size());
    const auto* const where = reinterpret_cast<const sockaddr*>(&address);
    check_call(::bind(socket_.get(), where, sizeof address), "bind");
  }
  ~log_daemon() { ::unlink(path_.c_str()); }
  log_daemon(const log_daemon&) = delete;
  log_daemon& operator=(const log_daemon&) = delete;

  // The datagrams that have come, without waiting for more.
  [[nodiscard]] std::vector<std::string> take() const {
    std::vector<std::string> all;
    std::array<char, 8192> buffer{};
    for (;;) {
      const ssize_t size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
      if (size < 0) return all;
      all.emplace_back(buffer.data(), static_cast<std::size_t>(size));
    }
  }

private:
  std::string path_;
  base::unique_fd socket_;
};

}  // namespace owlet::testing
