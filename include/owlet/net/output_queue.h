// What one connection still has to send, and how far it has come.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "owlet/base/segment_buffer.h"
#include "owlet/net/socket_io.h"

namespace owlet::net {

enum class flush_outcome : std::uint8_t {
  drained,       // the queue is empty
  blocked,       // the sink takes no more: an edge will say when
  cold,          // the disk has not delivered the bytes yet
  budget_spent,  // more would be taken: come back
  failed,        // the sink is of no more use
  truncated,     // a file ended before its slice did: the length that was promised cannot be kept
};

// Owns the bytes and keeps the files open until they are sent. Knows no socket: flush is given a
// sink. A reactor has one segment_buffer that its connections borrow in turn, so that a connection
// owns memory only for what the socket did not take.
class output_queue {
public:
  output_queue() = default;
  output_queue(const output_queue&) = delete;
  output_queue& operator=(const output_queue&) = delete;

  [[nodiscard]] bool empty() const { return !has_slices() && waiting_bytes() == 0; }
  // Bytes of memory that wait.
  [[nodiscard]] std::size_t waiting_bytes() const { return used_->memory.size() - sent_memory_; }
  // Whether a slice of a file waits.
  [[nodiscard]] bool has_slices() const { return sent_slices_ < used_->slices.size(); }
  // Bytes sent since the connection began, and the same with all that waits. The latter has to be
  // added up.
  [[nodiscard]] std::uint64_t sent_position() const { return sent_; }
  [[nodiscard]] std::uint64_t queued_position() const;

  // What is appended here is queued; what is in it already must not be changed.
  [[nodiscard]] base::segment_buffer& tail() { return *used_; }

  // Accounts for n bytes, not 0, that were sent from the front: of memory, of a slice, or of memory
  // and the slice behind it.
  void mark_sent(std::uint64_t n);

  // Sends until the queue is empty, the sink blocks or at least `budget` bytes are gone. Sink has
  //   io_result send(std::string_view bytes, more_follows)
  //   io_result send(base::file_slice& slice, std::uint64_t most)
  template <typename Sink>
  [[nodiscard]] flush_outcome flush(Sink&& sink, std::uint64_t budget);

  // Works in the reactor's buffer, which is empty, from here to give_back; a queue that still has
  // something of its own keeps to that.
  void borrow(base::segment_buffer& shared);
  // Ends the loan: keeps in memory of its own what has not been sent, and none if all has.
  void give_back();

private:
  // Memory between what was sent and the next slice, or the end.
  [[nodiscard]] std::size_t front_memory() const;
  void keep_unsent();
  [[nodiscard]] base::segment_buffer unsent_copy();
  void start_over();

  base::segment_buffer own_;
  base::segment_buffer* used_ = &own_;  // or the shared one, while it is lent
  std::size_t sent_memory_ = 0;         // bytes at the front of used_->memory
  std::size_t sent_slices_ = 0;         // entries at the front of used_->slices
  std::uint64_t sent_ = 0;
};

template <typename Sink>
flush_outcome output_queue::flush(Sink&& sink, std::uint64_t budget) {
  std::uint64_t moved = 0;
  while (!empty()) {
    if (moved >= budget) return flush_outcome::budget_spent;
    const std::size_t memory = front_memory();
    io_result result{};
    if (memory > 0) {
      const std::string_view bytes(used_->memory.data() + sent_memory_, memory);
      result = sink.send(bytes, has_slices() ? more_follows::yes : more_follows::no);
    } else {
      base::file_slice& slice = used_->slices[sent_slices_].slice;
      result = sink.send(slice, std::min(slice.length, budget - moved));
    }
    switch (result.status) {
      case io_status::moved: break;
      case io_status::blocked: return flush_outcome::blocked;
      case io_status::cold: return flush_outcome::cold;
      case io_status::eof: return memory > 0 ? flush_outcome::failed : flush_outcome::truncated;
      case io_status::failed: return flush_outcome::failed;
    }
    mark_sent(result.bytes);
    moved += result.bytes;
  }
  return flush_outcome::drained;
}

}  // namespace owlet::net
