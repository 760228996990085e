// Tests of net/output_queue: whatever the sink does, the bytes come out once and in order.
#include "owlet/net/output_queue.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "../support.h"

namespace owlet::net {
namespace {

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view kStream = "abcdefghijklmnopqrstuvwxyz0123456789";

// A piece of the stream: memory or a slice of a file that holds the same stream.
struct piece {
  bool is_slice;
  std::size_t length;
};
using layout = std::vector<piece>;

const base::shared_file& stream_file() {
  static const base::shared_file file(testing::make_file(kStream));
  return file;
}

std::size_t total_of(const layout& pieces) {
  std::size_t total = 0;
  for (const piece& each : pieces) total += each.length;
  return total;
}

// Appends the pieces, which go on in the stream at `position`.
void append(base::segment_buffer& out, const layout& pieces, std::size_t position = 0) {
  for (const piece& each : pieces) {
    if (each.is_slice) {
      out.append({stream_file(), position, each.length});
    } else {
      out.memory += kStream.substr(position, each.length);
    }
    position += each.length;
  }
}

// Every layout of up to four pieces of one or three bytes.
template <typename Visit>
void for_each_layout(Visit visit) {
  constexpr piece kPieces[] = {{false, 1}, {false, 3}, {true, 1}, {true, 3}};
  for (unsigned count = 0; count <= 4; ++count) {
    for (unsigned number = 0; number < 1U << (2 * count); ++number) {
      layout pieces;
      for (unsigned i = 0; i < count; ++i) pieces.push_back(kPieces[number >> (2 * i) & 3U]);
      visit(pieces);
    }
  }
}

// Takes `most` bytes a call, and after each `calls_until_block` calls says once that it is full.
struct fake_sink {
  std::size_t most = kStream.size();
  int calls_until_block = -1;
  io_status then = io_status::blocked;  // in place of the call that is due
  std::uint64_t granted = kNoLimit;     // that the queue may ask of a slice
  int calls = 0;
  std::string taken = {};
  std::vector<more_follows> hints = {};

  io_result send(std::string_view bytes, more_follows more) {
    CHECK_FALSE(bytes.empty());
    hints.push_back(more);
    return take(bytes);
  }
  io_result send(const base::file_slice& slice, std::uint64_t wanted) {
    CHECK(wanted > 0);
    CHECK(wanted <= slice.length);
    CHECK(wanted <= granted);
    CHECK(slice.file.get() == stream_file().get());
    return take(kStream.substr(slice.offset, wanted));
  }
  io_result take(std::string_view bytes) {
    if (calls_until_block >= 0 && calls++ == calls_until_block) {
      calls = 0;
      return {then, 0};
    }
    const std::string_view some = bytes.substr(0, most);
    taken += some;
    return {io_status::moved, some.size()};
  }
};

enum class loan : bool { no, yes };

// Flushes until the queue is empty, as a connection does it from turn to turn.
void drain(output_queue& queue, fake_sink& sink, std::uint64_t budget, loan is_lent) {
  base::segment_buffer shared;
  const std::uint64_t end = queue.queued_position();
  for (int turn = 0; turn < 1000; ++turn) {
    if (is_lent == loan::yes) queue.borrow(shared);
    const flush_outcome outcome = queue.flush(sink, budget);
    CHECK(queue.sent_position() == sink.taken.size());
    CHECK(queue.queued_position() == end);
    if (is_lent == loan::yes) queue.give_back();
    CHECK((outcome == flush_outcome::drained) == queue.empty());
    if (outcome == flush_outcome::drained) return;
    CHECK(outcome != flush_outcome::failed);
    CHECK(outcome != flush_outcome::truncated);
  }
  FAIL("the queue does not get empty");
}

TEST_CASE("everything comes out once and in order, whatever the layout, the sink and the budget") {
  for_each_layout([](const layout& pieces) {
    for (const std::size_t most : {1U, 2U, 3U, 100U}) {
      for (const int calls_until_block : {-1, 1, 2}) {
        for (const std::uint64_t budget : {std::uint64_t{1}, std::uint64_t{2}, kNoLimit}) {
          for (const loan is_lent : {loan::no, loan::yes}) {
            output_queue queue;
            append(queue.tail(), pieces);
            fake_sink sink{.most = most, .calls_until_block = calls_until_block, .granted = budget};
            drain(queue, sink, budget, is_lent);
            REQUIRE(sink.taken == kStream.substr(0, total_of(pieces)));
          }
        }
      }
    }
  });
}

TEST_CASE("what is appended while something waits comes behind it") {
  for_each_layout([](const layout& pieces) {
    const std::size_t total = total_of(pieces);
    for (std::size_t sent = 0; sent <= total; ++sent) {
      for (const loan is_lent : {loan::no, loan::yes}) {
        base::segment_buffer shared;
        output_queue queue;
        if (is_lent == loan::yes) queue.borrow(shared);
        append(queue.tail(), pieces);
        fake_sink sink{.most = 1};
        while (sink.taken.size() < sent) (void)queue.flush(sink, 1);
        if (is_lent == loan::yes) queue.give_back();
        append(queue.tail(), {{true, 2}, {false, 2}}, total);
        drain(queue, sink, kNoLimit, is_lent);
        REQUIRE(sink.taken == kStream.substr(0, total + 4));
      }
    }
  });
}

TEST_CASE("the hint that more follows is given exactly where a slice does") {
  for_each_layout([](const layout& pieces) {
    std::vector<more_follows> expected;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (pieces[i].is_slice) continue;
      const bool runs_on = i + 1 < pieces.size() && !pieces[i + 1].is_slice;
      if (runs_on) continue;  // one run of memory is one send
      expected.push_back(i + 1 < pieces.size() ? more_follows::yes : more_follows::no);
    }
    output_queue queue;
    append(queue.tail(), pieces);
    fake_sink sink;
    REQUIRE(queue.flush(sink, kNoLimit) == flush_outcome::drained);
    REQUIRE(sink.hints == expected);
  });
}

TEST_CASE("a sink that blocks or fails says so, and what it took counts") {
  struct row {
    io_status status;
    flush_outcome in_memory;
    flush_outcome in_slice;
  };
  constexpr row kRows[] = {
      {io_status::blocked, flush_outcome::blocked, flush_outcome::blocked},
      {io_status::failed, flush_outcome::failed, flush_outcome::failed},
      {io_status::eof, flush_outcome::failed, flush_outcome::truncated},
  };
  for (const row& each : kRows) {
    for (int calls = 0; calls < 6; ++calls) {
      CAPTURE(calls);
      output_queue queue;
      append(queue.tail(), {{false, 3}, {true, 3}});
      fake_sink sink{.most = 1, .calls_until_block = calls, .then = each.status};
      CHECK(queue.flush(sink, kNoLimit) == (calls < 3 ? each.in_memory : each.in_slice));
      CHECK(sink.taken.size() == static_cast<std::size_t>(calls));
      CHECK(queue.sent_position() == sink.taken.size());
      CHECK(queue.queued_position() == 6);
    }
  }
}

TEST_CASE("a budget ends the flush where it is spent, and an empty queue needs none") {
  fake_sink sink;
  output_queue queue;
  CHECK(queue.flush(sink, 0) == flush_outcome::drained);
  append(queue.tail(), {{false, 2}, {true, 9}});
  CHECK(queue.flush(sink, 0) == flush_outcome::budget_spent);
  CHECK(sink.taken.empty());
  CHECK(queue.flush(sink, 4) == flush_outcome::budget_spent);
  CHECK(sink.taken.size() == 4);
  CHECK(queue.flush(sink, 7) == flush_outcome::drained);
  CHECK(sink.taken.size() == 11);
}

TEST_CASE("mark_sent takes from memory, from a slice, or from both") {
  for (std::uint64_t first = 1; first <= 6; ++first) {
    CAPTURE(first);
    output_queue queue;
    append(queue.tail(), {{false, 3}, {true, 3}, {false, 2}});
    queue.mark_sent(first);
    CHECK(queue.sent_position() == first);
    CHECK(queue.queued_position() == 8);
    CHECK(queue.has_slices() == (first < 6));
    CHECK(queue.waiting_bytes() == (first < 3 ? 5 - first : 2));
    fake_sink sink;
    CHECK(queue.flush(sink, kNoLimit) == flush_outcome::drained);
    CHECK(sink.taken == kStream.substr(first, 8 - first));
    CHECK(queue.sent_position() == 8);
  }
}

TEST_CASE("a file is let go as soon as its slice is sent") {
  base::shared_file file(testing::make_file("abc"));
  const int fd = file.get();
  output_queue queue;
  queue.tail().append({std::move(file), 0, 3});
  queue.tail().memory += "end";
  queue.mark_sent(2);
  CHECK(testing::is_open(fd));
  queue.mark_sent(1);
  CHECK_FALSE(testing::is_open(fd));
  CHECK_FALSE(queue.empty());
}

TEST_CASE("an empty slice is nothing") {
  output_queue queue;
  queue.tail().append({stream_file(), 5, 0});
  CHECK(queue.empty());
  CHECK_FALSE(queue.has_slices());
}

TEST_CASE("the end of a loan keeps exactly what has not been sent") {
  for_each_layout([](const layout& pieces) {
    const std::size_t total = total_of(pieces);
    for (std::size_t sent = 0; sent <= total; ++sent) {
      base::segment_buffer shared;
      shared.memory.reserve(1000);
      output_queue queue;
      queue.borrow(shared);
      append(queue.tail(), pieces);
      fake_sink sink{.most = 1};
      while (sink.taken.size() < sent) (void)queue.flush(sink, 1);
      const std::size_t waiting = queue.waiting_bytes();
      queue.give_back();
      REQUIRE(shared.memory.empty());
      REQUIRE(shared.slices.empty());
      REQUIRE(shared.memory.capacity() >= 1000);
      REQUIRE(queue.tail().memory.size() == waiting);
      REQUIRE(queue.empty() == (sent == total));
      if (queue.empty()) {
        REQUIRE(queue.tail().memory.capacity() == std::string().capacity());
        REQUIRE(queue.tail().slices.capacity() == 0);
      }
    }
  });
}

TEST_CASE("a queue that has something of its own borrows nothing, and gives it up when drained") {
  base::segment_buffer shared;
  output_queue queue;
  queue.borrow(shared);
  queue.tail().memory = std::string(100, 'x');
  queue.give_back();
  queue.borrow(shared);
  queue.tail().memory += "y";
  CHECK(shared.memory.empty());
  fake_sink sink{.most = 1000};
  CHECK(queue.flush(sink, kNoLimit) == flush_outcome::drained);
  CHECK(sink.taken == std::string(100, 'x') + "y");
  queue.give_back();
  CHECK(queue.tail().memory.capacity() == std::string().capacity());
}

TEST_CASE("a queue that is never drained holds no more than what has not been sent") {
  base::segment_buffer shared;
  output_queue queue;
  for (int turn = 0; turn < 100; ++turn) {
    queue.borrow(shared);
    queue.tail().memory += std::string(1000, 'x');
    queue.mark_sent(turn == 0 ? 500 : 1000);
    queue.give_back();
    CHECK(queue.waiting_bytes() == 500);
    CHECK(queue.tail().memory.size() == 500);
  }
}

}  // namespace
}  // namespace owlet::net
