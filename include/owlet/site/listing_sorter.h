// Sorts the entries of a directory a little at a time.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "owlet/site/listing_order.h"

namespace owlet::site {

// Owns the entries, and as much room again until it is done: a merge sort that may stop after any
// move, for a hundred thousand names take longer than the other clients can wait. It is stable, and
// n entries take n * ceil(log2(n)) moves, with a comparison for each at the most.
class listing_sorter {
public:
  listing_sorter(std::vector<directory_entry> entries, listing_order order);

  // Does at most so many moves. Whether all is sorted.
  [[nodiscard]] bool sort_some(std::size_t moves);

  // Valid until the sorter goes; in their order once sort_some has said so.
  [[nodiscard]] std::span<const directory_entry> entries() const { return from_; }
  // What the entries take, and the room.
  [[nodiscard]] std::size_t memory_bytes() const {
    return (from_.capacity() + to_.capacity()) * sizeof(directory_entry);
  }

private:
  void move_one();
  void begin_pair(std::size_t start);

  listing_order order_;
  std::vector<directory_entry> from_;  // sorted runs, each of width_ entries
  std::vector<directory_entry> to_;    // of twice the width: what is merged by now
  std::size_t width_ = 1;
  std::size_t left_ = 0;  // what is to be merged next: of a run, and of the one that follows it
  std::size_t left_end_ = 0;
  std::size_t right_ = 0;
  std::size_t right_end_ = 0;
};

}  // namespace owlet::site
