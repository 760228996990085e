// An open file with several users.
#pragma once

#include "owlet/base/unique_fd.h"

namespace owlet::base {

// A handle to an open file that counts its users: the descriptor is closed with the last handle, so
// that what is being sent outlives the eviction or replacement of what it was opened for. The count
// is a plain integer, for a process of owlet has one thread.
class shared_file {
public:
  shared_file() noexcept = default;
  explicit shared_file(unique_fd fd);
  ~shared_file() { release(); }

  shared_file(const shared_file& other) noexcept : box_(other.box_) { retain(); }
  shared_file(shared_file&& other) noexcept : box_(std::exchange(other.box_, nullptr)) {}
  shared_file& operator=(shared_file other) noexcept {
    std::swap(box_, other.box_);
    return *this;
  }

  // The descriptor, owned by the handles together; -1 for an empty handle.
  [[nodiscard]] int get() const noexcept { return box_ == nullptr ? -1 : box_->fd.get(); }
  [[nodiscard]] explicit operator bool() const noexcept { return box_ != nullptr; }

  // Whether somebody has noted that all of the file was in memory since it was opened, by whichever
  // of its handles. Not for an empty handle.
  [[nodiscard]] bool is_in_memory() const noexcept { return box_->is_in_memory; }
  void note_in_memory() const noexcept { box_->is_in_memory = true; }

private:
  struct counted_fd {
    unique_fd fd;
    unsigned users;
    bool is_in_memory = false;
  };

  void retain() const noexcept {
    if (box_ != nullptr) ++box_->users;
  }
  void release() noexcept;

  counted_fd* box_ = nullptr;
};

}  // namespace owlet::base
