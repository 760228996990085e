// Ownership of one file descriptor.
#pragma once

#include <utility>
#include <vector>

namespace owlet::base {

// Owns one file descriptor, or none, and closes it; the only place that does. An `int fd` anywhere
// else is a borrow that must not outlive its owner.
class unique_fd {
public:
  unique_fd() noexcept = default;
  explicit unique_fd(int fd) noexcept : fd_(fd) {}
  ~unique_fd() { reset(); }

  unique_fd(unique_fd&& other) noexcept : fd_(other.release()) {}
  unique_fd& operator=(unique_fd&& other) noexcept;
  unique_fd(const unique_fd&) = delete;
  unique_fd& operator=(const unique_fd&) = delete;

  // The descriptor, still owned here; -1 when there is none.
  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] explicit operator bool() const noexcept { return fd_ >= 0; }

  // Gives the descriptor to the caller, who has to close it.
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }

  // Closes what is owned, if anything. The outcome of close(2) is of no use: the descriptor is gone
  // either way on Linux, and nothing that owlet writes waits for it.
  void reset() noexcept;

private:
  int fd_ = -1;
};

// Closes every descriptor of the process that is not in `kept`, whoever owns it: for a child that
// goes its own way, close_range(2). On kernels before 5.9 they stay open.
void close_all_but(std::vector<int> kept);

}  // namespace owlet::base
