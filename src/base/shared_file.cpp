// An open file with several users.
#include "owlet/base/shared_file.h"

namespace owlet::base {

shared_file::shared_file(unique_fd fd) : box_(new counted_fd{std::move(fd), 1}) {}

void shared_file::release() noexcept {
  if (box_ != nullptr && --box_->users == 0) delete box_;
  box_ = nullptr;
}

}  // namespace owlet::base
