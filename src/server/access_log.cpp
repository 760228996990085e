// A log: a writer of lines that never makes the loop wait.
#include "owlet/server/access_log.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "owlet/base/message.h"

namespace owlet::server {

namespace {

constexpr std::chrono::seconds kMaxLineAge{1};
constexpr std::chrono::milliseconds kFirstPause{1};
constexpr std::size_t kFlushBytes = 32 * 1024;
constexpr std::size_t kMaxWaitingBytes = 1024 * 1024;
constexpr std::size_t kUsualBytes = 64 * 1024;  // of memory, as long as all goes well

constexpr std::chrono::seconds kLookInterval{1};  // for a file that was deleted
// An error that comes and goes, and a reader who is always late, are told about once in a while.
constexpr std::chrono::seconds kReportInterval{60};

}  // namespace

access_log::~access_log() {
  base::time_point now = base::read_clock().monotonic;
  const base::time_point end = now + kMaxLineAge;
  flush(now);
  while (!waiting().empty() && !has_failed_ && sink_.wait_until_writable(end)) {
    now = base::read_clock().monotonic;
    flush(now);
  }
  const std::string_view lost = waiting();
  dropped_lines_ += static_cast<std::uint64_t>(std::count(lost.begin(), lost.end(), '\n'));
  report_dropped();
}

// A log that is stuck has the whole of its memory at once, which the kernel gives only as it is
// used, so that it never takes twice as much to grow.
void access_log::append(std::string_view line, base::time_point now) {
  if (lines_.size() + line.size() > kMaxWaitingBytes) forget_written();
  const std::size_t needed = lines_.size() + line.size();
  if (needed > kMaxWaitingBytes) {
    drop_line(now);
    return;
  }
  if (lines_.size() == written_) due_ = now + kMaxLineAge;
  if (needed > lines_.capacity() && needed > kUsualBytes) lines_.reserve(kMaxWaitingBytes);
  lines_ += line;
}

void access_log::drop_line(base::time_point now) {
  if (told_lines_ == dropped_lines_) report_due_ = now + kReportInterval;
  ++dropped_lines_;
}

void access_log::flush_if_due(base::time_point now) {
  const std::size_t waiting_bytes = lines_.size() - written_;
  if (waiting_bytes == 0) return;
  const bool is_stuck = pause_ > base::duration(0);
  if (now < due_ && (is_stuck || waiting_bytes < kFlushBytes)) return;
  if (now >= next_look_) replace_if_deleted(now);
  flush(now);
}

std::optional<base::time_point> access_log::next_due() const {
  if (lines_.size() == written_) return std::nullopt;
  return due_;
}

// Into a file that nobody can read any more, nothing is written.
void access_log::reopen(base::time_point now) {
  if (!sink_.is_deleted()) flush(now);
  pause_ = {};
  if (sink_.reopen()) {
    is_deletion_told_ = false;
  } else {
    say("cannot be opened anew: " + sink_.trouble() + "; the old one goes on");
  }
}

// -- Writing ------------------------------------------------------------------------------------

// A target that takes nothing is tried again soon at first, then every second.
void access_log::flush(base::time_point now) {
  const bool was_stuck = pause_ > base::duration(0);
  const bool has_moved = write_waiting(now);
  if (waiting().empty()) {
    lines_.clear();
    written_ = 0;
    if (was_stuck) std::string().swap(lines_);
    pause_ = {};
    if (now >= quiet_end_) is_trouble_told_ = false;
  } else {
    pause_ =
        has_moved ? kFirstPause : std::clamp<base::duration>(2 * pause_, kFirstPause, kMaxLineAge);
    due_ = now + pause_;
  }
  const bool flows = waiting().size() < kMaxWaitingBytes / 2;
  if (has_moved && (flows || now >= report_due_)) report_dropped();
}

// Whether a whole line is out.
bool access_log::write_waiting(base::time_point now) {
  const std::size_t before = written_;
  has_failed_ = false;
  while (!waiting().empty()) {
    const net::io_result result = sink_.write(waiting());
    has_failed_ = result.status == net::io_status::failed;
    if (result.status != net::io_status::moved) break;
    written_ += result.bytes;
  }
  if (has_failed_) tell_trouble(now);
  return written_ > before;
}

void access_log::forget_written() {
  lines_.erase(0, written_);
  written_ = 0;
}

void access_log::replace_if_deleted(base::time_point now) {
  next_look_ = now + kLookInterval;
  if (!sink_.is_deleted()) return;
  if (sink_.reopen()) {
    is_deletion_told_ = false;
  } else if (!std::exchange(is_deletion_told_, true)) {
    say("was deleted and cannot be made anew: " + sink_.trouble() +
        "; it is written to all the same");
  }
}

// -- What is told -------------------------------------------------------------------------------

void access_log::tell_trouble(base::time_point now) {
  if (std::exchange(is_trouble_told_, true)) return;
  quiet_end_ = now + kReportInterval;
  say("cannot be written: " + sink_.trouble());
}

void access_log::report_dropped() {
  const std::uint64_t lost = dropped_lines_ - told_lines_;
  if (lost == 0) return;
  const std::string count = std::to_string(lost) + (lost == 1 ? " line was" : " lines were");
  if (say(count + " dropped")) told_lines_ = dropped_lines_;
}

bool access_log::say(std::string_view text) const {
  return base::say(base::message_level::warning, "log " + sink_.name() + ": " + std::string(text));
}

}  // namespace owlet::server
