// A log: a writer of lines that never makes the loop wait.
#include "owlet/server/access_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "owlet/base/system_error.h"
#include "owlet/net/stream_io.h"

namespace owlet::server {

namespace {

constexpr std::chrono::seconds kMaxLineAge{1};
constexpr std::size_t kFlushBytes = 32 * 1024;
constexpr std::size_t kMaxWaitingBytes = 1024 * 1024;

}  // namespace

// A terminal that is said to be writable may still make a write wait. Opened anew, it has a
// blocking mode of its own, which those who share the descriptor do not see.
void access_log::borrow(int fd) {
  fd_ = fd;
  is_regular_ = net::is_regular_file(fd);
  if (::isatty(fd) == 0) return;
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  owned_ = base::unique_fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (owned_) fd_ = owned_.get();
}

access_log::access_log(int fd) { borrow(fd); }

access_log::access_log(const std::string& path) {
  if (path == "-") {
    borrow(STDOUT_FILENO);
    return;
  }
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  owned_ = base::unique_fd(::open(path.c_str(), kFlags, 0644));
  if (!owned_) base::throw_errno("open log " + path);
  fd_ = owned_.get();
  is_regular_ = net::is_regular_file(fd_);
}

access_log::~access_log() {
  const auto end = std::chrono::steady_clock::now() + kMaxLineAge;
  flush();
  while (!waiting_.empty() && net::wait_until_writable(fd_, end)) flush();
  if (waiting_.empty()) return;
  drop_waiting(0);
  report_dropped();
}

void access_log::append(std::string_view line, base::time_point now) {
  if (waiting_.size() + line.size() > kMaxWaitingBytes) {
    ++dropped_lines_;
    return;
  }
  if (waiting_.empty()) due_ = now + kMaxLineAge;
  waiting_ += line;
}

void access_log::flush_if_due(base::time_point now) {
  if (waiting_.empty() || (now < due_ && waiting_.size() < kFlushBytes)) return;
  flush();
  due_ = now + kMaxLineAge;
}

std::optional<base::time_point> access_log::next_due() const {
  if (waiting_.empty()) return std::nullopt;
  return due_;
}

// A disk that takes nothing any more costs lines like a reader that does not read.
void access_log::flush() {
  std::size_t written = 0;
  while (written < waiting_.size()) {
    const auto rest = std::string_view(waiting_).substr(written);
    const net::io_result result =
        is_regular_ ? net::write_to_file(fd_, rest) : net::write_without_waiting(fd_, rest);
    if (result.status == net::io_status::failed) {
      drop_waiting(written);
      written = 0;
    } else if (result.status != net::io_status::moved) {
      break;
    }
    written += result.bytes;
  }
  waiting_.erase(0, written);
  if (waiting_.empty() && dropped_lines_ > 0) report_dropped();
}

void access_log::drop_waiting(std::size_t written) {
  const auto rest = std::string_view(waiting_).substr(written);
  dropped_lines_ += static_cast<std::uint64_t>(std::count(rest.begin(), rest.end(), '\n'));
  waiting_.clear();
}

void access_log::report_dropped() {
  const std::string report =
      "owlet: " + std::to_string(dropped_lines_) + " lines of the log were dropped\n";
  const net::io_result told = net::write_without_waiting(STDERR_FILENO, report);
  if (told.status == net::io_status::moved) dropped_lines_ = 0;
}

}  // namespace owlet::server
