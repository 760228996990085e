// How the loop of one process counts.
#include "owlet/server/metrics_writer.h"

#include <limits>

namespace owlet::server {

namespace {

static_assert(base::duration::period::den == std::nano::den, "ticks are nanoseconds");

base::counter& total_of(metrics_slot& slot, http::method method, http::status status) {
  const std::size_t row = static_cast<std::size_t>(status) / 100;
  return slot.responses[static_cast<std::size_t>(method)][row < kStatusClassCount ? row : 0];
}

}  // namespace

metrics_writer::metrics_writer(metrics_slot& slot, pid_t pid)
    : slot_(slot), last_(range_of(0)), run_total_(&total_of(slot, run_.method, run_.status)) {
  forget_process(slot_);
  slot_.gauges.pid.set(static_cast<std::uint64_t>(pid));
  ++slot_.starts;
}

metrics_writer::bucket_range metrics_writer::range_of(std::uint64_t took) const {
  const std::size_t at = bucket_of(base::duration(took));
  const auto bound = [](std::size_t i) {
    return static_cast<std::uint64_t>(kBucketBounds[i].count());
  };
  const std::uint64_t least = at > 0 ? bound(at - 1) + 1 : 0;
  const std::uint64_t end =
      at < kBucketBounds.size() ? bound(at) + 1 : std::numeric_limits<std::uint64_t>::max();
  return {&slot_.durations[at], least, end - least};
}

void metrics_writer::end_turn(base::time_point now) {
  const std::uint64_t took = ticks_of(now) - slot_.gauges.turn_began;
  slot_.gauges.turn_began.set(0);
  if (took - last_.least >= last_.size) last_ = range_of(took);
  ++last_.bucket->turns;
  slot_.turn_nanoseconds.add(took);
  run_total_->add(run_length_);
  const std::uint64_t responses = run_length_ + static_cast<std::uint64_t>(others_);
  last_.bucket->responses.add(responses);
  slot_.response_nanoseconds.add(responses * took);
  run_length_ = 0;
  others_ = 0;
}

void metrics_writer::begin_run(http::method method, http::status status) {
  run_total_->add(run_length_);
  others_ += static_cast<std::int64_t>(run_length_);
  run_length_ = 0;
  run_ = {method, status};
  run_total_ = &total_of(slot_, method, status);
}

void metrics_writer::note_late(std::uint32_t count, base::duration took) {
  const auto nanoseconds = static_cast<std::uint64_t>(took.count());
  range_of(nanoseconds).bucket->responses.add(count);
  slot_.response_nanoseconds.add(count * nanoseconds);
}

}  // namespace owlet::server
