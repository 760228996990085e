// What the processes that serve have done, in memory that they share with their parent.
#include "owlet/server/metrics.h"

#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <type_traits>

#include "owlet/base/system_error.h"

namespace owlet::server {

namespace {

static_assert(std::is_trivially_copyable_v<metrics_slot>,
              "nobody destroys what lies in the memory");
static_assert(sizeof(counters) % sizeof(base::counter) == 0 && sizeof(base::counter) == 8,
              "they are nothing but counters");

metrics_slot* map_slots(std::size_t count) {
  void* const memory = ::mmap(nullptr, count * sizeof(metrics_slot), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) base::throw_errno("mmap for metrics");
  auto* const slots = static_cast<metrics_slot*>(memory);
  std::uninitialized_value_construct_n(slots, count);
  return slots;
}

}  // namespace

metrics_board::metrics_board(std::size_t workers)
    : size_(workers), slots_(map_slots(workers), unmap{workers * sizeof(metrics_slot)}) {}

void metrics_board::unmap::operator()(metrics_slot* slots) const { ::munmap(slots, bytes); }

void forget_process(metrics_slot& slot) { slot.gauges = {}; }

counters sum_of(std::span<const metrics_slot> slots) {
  counters sum{};
  auto* const to = reinterpret_cast<base::counter*>(&sum);
  for (const metrics_slot& slot : slots) {
    const counters& counted = slot;
    const auto* const from = reinterpret_cast<const base::counter*>(&counted);
    for (std::size_t i = 0; i < sizeof sum / sizeof *to; ++i) to[i].add(from[i].get());
  }
  return sum;
}

std::uint64_t response_count(const counters& counted) {
  std::uint64_t count = 0;
  for (const auto& method : counted.responses) {
    for (const base::counter& row : method) count += row;
  }
  return count;
}

std::uint64_t connection_count(const counters& counted) {
  const auto known = std::span(counted.gauges.connections).subspan(1);
  return std::accumulate(known.begin(), known.end(), std::uint64_t{0});
}

std::size_t running_workers(std::span<const metrics_slot> slots) {
  const auto runs = [](const metrics_slot& slot) { return slot.gauges.pid > 0; };
  return static_cast<std::size_t>(std::ranges::count_if(slots, runs));
}

std::optional<base::duration> turn_age(const metrics_slot& slot, base::time_point now) {
  const std::uint64_t began = slot.gauges.turn_began;
  if (began == 0) return std::nullopt;
  return now.time_since_epoch() - std::chrono::nanoseconds(began);
}

}  // namespace owlet::server
