// A merge sort from the bottom up: all of its state is a few places in two arrays.
#include "owlet/site/listing_sorter.h"

#include <algorithm>
#include <utility>

namespace owlet::site {

listing_sorter::listing_sorter(std::vector<directory_entry> entries, listing_order order)
    : order_(order), from_(std::move(entries)) {
  to_.reserve(from_.size());
  begin_pair(0);
}

bool listing_sorter::sort_some(std::size_t moves) {
  for (; moves > 0 && width_ < from_.size(); --moves) move_one();
  if (width_ < from_.size()) return false;
  to_ = std::vector<directory_entry>();  // braces alone would keep the room
  return true;
}

void listing_sorter::begin_pair(std::size_t start) {
  left_ = start;
  left_end_ = std::min(start + width_, from_.size());
  right_ = left_end_;
  right_end_ = std::min(right_ + width_, from_.size());
}

// Of equals, the left one is first.
void listing_sorter::move_one() {
  const bool takes_right =
      left_ == left_end_ ||
      (right_ != right_end_ && comes_before(from_[right_], from_[left_], order_));
  to_.push_back(from_[takes_right ? right_++ : left_++]);
  if (left_ != left_end_ || right_ != right_end_) return;
  if (right_end_ == from_.size()) {
    std::swap(from_, to_);
    to_.clear();
    width_ *= 2;
    begin_pair(0);
  } else {
    begin_pair(right_end_);
  }
}

}  // namespace owlet::site
