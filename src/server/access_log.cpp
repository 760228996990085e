// The access log: a record -> a line, and a writer that never makes the loop wait.
#include "owlet/server/access_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "owlet/base/system_error.h"
#include "owlet/net/stream_io.h"

namespace owlet::server {

namespace {

constexpr std::chrono::seconds kMaxLineAge{1};
constexpr std::size_t kFlushBytes = 32 * 1024;
constexpr std::size_t kMaxWaitingBytes = 1024 * 1024;

void append_number(std::string& out, std::uint64_t value, std::size_t width = 1) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
  const auto size = static_cast<std::size_t>(end - digits.begin());
  out.append(width > size ? width - size : 0, '0').append(digits.data(), size);
}

// "[06/Nov/1994:08:49:37 +0000]"
void append_time(std::string& out, std::int64_t unix_seconds) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  using std::chrono::sys_seconds;
  const sys_seconds time{std::chrono::seconds(unix_seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const auto month = static_cast<unsigned>(date.month());
  out += '[';
  append_number(out, static_cast<unsigned>(date.day()), 2);
  out.append("/").append(kMonths.substr(3 * (month - 1), 3)).append("/");
  append_number(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  for (const auto part :
       {clock.hours().count(), clock.minutes().count(), clock.seconds().count()}) {
    out += ':';
    append_number(out, static_cast<std::uint64_t>(part), 2);
  }
  out += " +0000]";
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (text.empty()) out += '-';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte >= 0x7f || c == '"' || c == '\\') {
      out += "\\x";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    } else {
      out += c;
    }
  }
}

std::string format_line(const access_record& record) {
  std::string line;
  line.reserve(record.request_line.size() + record.referer.size() + record.user_agent.size() + 96);
  line.append(record.client).append(" - - ");
  append_time(line, record.unix_seconds);
  line += " \"";
  append_escaped(line, record.request_line);
  line += "\" ";
  append_number(line, static_cast<std::uint64_t>(record.status));
  line += ' ';
  append_number(line, record.content_bytes);
  line += " \"";
  append_escaped(line, record.referer);
  line += "\" \"";
  append_escaped(line, record.user_agent);
  line += "\"\n";
  return line;
}

// A terminal that is said to be writable may still make a write wait. Opened anew, it has a
// blocking mode of its own, which those who share the descriptor do not see.
void access_log::borrow(int fd) {
  fd_ = fd;
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
    const net::io_result result = net::write_without_waiting(fd_, rest);
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
