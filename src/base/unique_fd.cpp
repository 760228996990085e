// Ownership of one file descriptor.
#include "owlet/base/unique_fd.h"

#include <unistd.h>

namespace owlet::base {

unique_fd& unique_fd::operator=(unique_fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

void unique_fd::reset() noexcept {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace owlet::base
