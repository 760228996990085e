// Readiness of descriptors, by edge-triggered epoll(7).
#pragma once

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>

#include "owlet/base/unique_fd.h"

namespace owlet::net {

// One descriptor that has become ready. An error or a hang-up sets both flags, so that the next
// call on the descriptor reports it.
struct readiness {
  int fd = -1;
  bool readable = false;
  bool writable = false;
  bool peer_closed = false;  // a FIN has come, perhaps behind data that is still to be read
};

// A thin epoll instance. Descriptors are registered once and never modified; closing one takes it
// out, unless another process has it as well (epoll(7)). Owns the epoll descriptor, borrows the
// others.
class poller {
public:
  static constexpr std::size_t kBatch = 512;

  // Throws std::system_error.
  poller();

  // Readable itself when a descriptor is ready, so that one poller can watch another.
  [[nodiscard]] int fd() const { return epoll_.get(); }

  // Registers a connection for input and output. False when the kernel's limit on watches is
  // reached or it has no memory.
  [[nodiscard]] bool add_connection(int fd);

  // Registers a descriptor that is only read from. Throws std::system_error.
  void add_source(int fd);
  // The same for one that other processes wait for as well: not all of them are woken up
  // (EPOLLEXCLUSIVE of epoll_ctl(2)).
  void add_shared_source(int fd);
  // Takes one out again: closed here alone, a socket that was handed on goes on waking this poller.
  void remove_source(int fd);

  // Waits until something is ready or the time is over; no time waits for ever, zero only looks.
  // The view is valid until the next call; where it has kBatch elements, there may be more.
  [[nodiscard]] std::span<const readiness> wait(std::optional<std::chrono::nanoseconds> timeout);

private:
  base::unique_fd epoll_;
  std::array<epoll_event, kBatch> events_;
  std::array<readiness, kBatch> ready_;
};

}  // namespace owlet::net
