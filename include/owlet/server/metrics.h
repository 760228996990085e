// What the processes that serve have done, in memory that they share with their parent.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/base/counter.h"
#include "owlet/http/request.h"
#include "owlet/server/histogram.h"
#include "owlet/site/file_cache.h"

namespace owlet::server {

inline constexpr std::size_t kMethodCount = static_cast<std::size_t>(http::method::other) + 1;
inline constexpr std::size_t kStatusClassCount = 6;  // 2xx is at 2; 0 and 1 stay empty

// What a connection is doing; `none` is before its first step and after its last.
enum class connection_state : std::uint8_t {
  none,
  reading_head,
  reading_content,
  idle,
  writing,
  waiting_for_disk,
  closing,
  waiting_for_password
};
inline constexpr std::size_t kConnectionStateCount =
    static_cast<std::size_t>(connection_state::waiting_for_password) + 1;
// As they are called in /metrics.
inline constexpr std::array<std::string_view, kConnectionStateCount> kConnectionStates = {
    "",        "reading_head",     "reading_content", "idle",
    "writing", "waiting_for_disk", "closing",         "waiting_for_password"};

// How many took as long as a bucket says: turns of the loop, and responses.
struct duration_bucket {
  base::counter turns;
  base::counter responses;
};

// What holds for one process only; its successor begins anew.
struct process_gauges {
  std::array<base::counter, kConnectionStateCount> connections;  // that of `none` means nothing
  base::counter turn_began;  // monotonic nanoseconds; 0 while the loop waits
  base::counter pid;         // 0 when there is no process
};

// What was counted. All zeros is empty.
struct counters {
  process_gauges gauges;
  std::array<std::array<base::counter, kStatusClassCount>, kMethodCount> responses;
  std::array<duration_bucket, kBucketCount> durations;
  base::counter turn_nanoseconds;      // of all turns
  base::counter response_nanoseconds;  // of all responses in `durations`
  base::counter sent_bytes;            // to clients, heads as well
  base::counter accepted_connections;
  base::counter refused_connections;  // clients who were told 503, for there was no room
  base::counter dropped_log_lines;
  base::counter starts;  // of processes in this place
  site::cache_counters cache;
};

// The account of one worker: of its process and of those whose place it took. Written by that
// process alone, so that nothing is locked, and on cache lines of its own.
struct alignas(64) metrics_slot : counters {};

// Owns the memory with one slot per worker. To be made before the first fork; who is forked writes
// to the same memory.
class metrics_board {
public:
  // Throws std::system_error.
  explicit metrics_board(std::size_t workers);

  [[nodiscard]] std::span<metrics_slot> slots() { return {slots_.get(), size_}; }
  [[nodiscard]] std::span<const metrics_slot> slots() const { return {slots_.get(), size_}; }

private:
  struct unmap {
    std::size_t bytes;
    void operator()(metrics_slot* slots) const;
  };

  std::size_t size_;
  std::unique_ptr<metrics_slot, unmap> slots_;
};

// For the parent, when the process of a slot has ended: its connections are gone with it.
void forget_process(metrics_slot& slot);

// All slots together, each number read once.
[[nodiscard]] counters sum_of(std::span<const metrics_slot> slots);

[[nodiscard]] std::uint64_t response_count(const counters& counted);
[[nodiscard]] std::uint64_t connection_count(const counters& counted);
// Slots that have a process.
[[nodiscard]] std::size_t running_workers(std::span<const metrics_slot> slots);

// How long the turn that the slot's process is in has taken so far; nothing while it waits, or
// where there is no process.
[[nodiscard]] std::optional<base::duration> turn_age(const metrics_slot& slot,
                                                     base::time_point now);

}  // namespace owlet::server
