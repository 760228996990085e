// What one connection still has to send, and how far it has come.
#include "owlet/net/output_queue.h"

#include <utility>

namespace owlet::net {

std::uint64_t output_queue::queued_position() const {
  std::uint64_t position = sent_ + waiting_bytes();
  for (std::size_t i = sent_slices_; i < used_->slices.size(); ++i) {
    position += used_->slices[i].slice.length;
  }
  return position;
}

void output_queue::mark_sent(std::uint64_t n) {
  sent_ += n;
  const auto memory = static_cast<std::size_t>(std::min<std::uint64_t>(n, front_memory()));
  sent_memory_ += memory;
  n -= memory;
  if (n > 0) {
    base::file_slice& slice = used_->slices[sent_slices_].slice;
    slice.offset += n;
    slice.length -= n;
    if (slice.length == 0) {
      slice.file = {};
      ++sent_slices_;
    }
  }
  if (empty()) start_over();
}

void output_queue::borrow(base::segment_buffer& shared) {
  if (empty()) used_ = &shared;
}

void output_queue::give_back() {
  const bool is_lent = used_ != &own_;
  if (is_lent && empty()) {
    start_over();
  } else {
    keep_unsent();
  }
  used_ = &own_;
}

// An assignment would keep the memory that is there.
void output_queue::keep_unsent() {
  base::segment_buffer rest;
  if (!empty()) rest = unsent_copy();
  start_over();
  std::swap(own_, rest);
}

std::size_t output_queue::front_memory() const {
  const std::size_t end =
      has_slices() ? used_->slices[sent_slices_].memory_end : used_->memory.size();
  return end - sent_memory_;
}

// Takes the slices with it, but copies the memory, so that no more of it is held than is needed.
base::segment_buffer output_queue::unsent_copy() {
  base::segment_buffer rest;
  rest.memory.assign(used_->memory, sent_memory_);
  for (std::size_t i = sent_slices_; i < used_->slices.size(); ++i) {
    auto& placed = used_->slices[i];
    rest.slices.push_back({placed.memory_end - sent_memory_, std::move(placed.slice)});
  }
  return rest;
}

void output_queue::start_over() {
  used_->clear();
  sent_memory_ = 0;
  sent_slices_ = 0;
}

}  // namespace owlet::net
