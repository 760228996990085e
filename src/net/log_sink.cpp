// Where the lines of a log go: a file, a stream, or a log daemon.
#include "owlet/net/log_sink.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <filesystem>

#include "owlet/base/system_error.h"
#include "owlet/net/stream_io.h"

namespace owlet::net {

namespace {

constexpr std::string_view kSyslog = "syslog:";
constexpr std::string_view kJournal = "journal:";
constexpr std::string_view kSyslogSocket = "/dev/log";
constexpr std::string_view kJournalSocket = "/run/systemd/journal/socket";

// A place must not change its meaning when the process goes to another directory.
std::string absolute(std::string_view path) {
  std::error_code failed;
  const auto found = std::filesystem::absolute(path, failed);
  return failed ? std::string(path) : found.string();
}

std::string name_of_borrowed(int fd) {
  if (fd == STDOUT_FILENO) return "standard output";
  if (fd == STDERR_FILENO) return "standard error";
  return "descriptor " + std::to_string(fd);
}

// Daemon.info, without a time: the syslog daemon puts its own there (RFC 3164 section 4.3.2), in
// the zone of the machine, which owlet may not be able to look up, and whose tables are 120 KB of
// code.
std::string syslog_prefix() { return "<30>owlet[" + std::to_string(::getpid()) + "]: "; }

// Fields of the native protocol; the journal itself knows which process it is. 3 is "daemon".
constexpr std::string_view kJournalPrefix =
    "PRIORITY=6\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=owlet\nMESSAGE=";

// What became of a file since we wrote a part of a line to its end.
enum class file_state : std::uint8_t { as_it_was, grown, emptied };

file_state state_of(int file) {
  struct stat found = {};
  if (::fstat(file, &found) != 0 || found.st_size == 0) return file_state::emptied;
  const bool is_ours = ::lseek(file, 0, SEEK_CUR) == found.st_size;
  return is_ours ? file_state::as_it_was : file_state::grown;
}

// As many whole lines as a pipe takes in one piece, or a part of one that is too long.
std::string_view atomic_part(std::string_view lines) {
  if (lines.size() <= PIPE_BUF) return lines;
  const std::size_t last_end = lines.substr(0, PIPE_BUF).rfind('\n');
  return lines.substr(0, last_end == std::string_view::npos ? PIPE_BUF : last_end + 1);
}

}  // namespace

// -- Opening ------------------------------------------------------------------------------------

log_sink::log_sink(int fd) { borrow(fd); }

log_sink::log_sink(const std::string& target) {
  if (target == "-") {
    borrow(STDOUT_FILENO);
    return;
  }
  name_ = target;
  std::string_view place = target;
  if (place.starts_with(kSyslog)) {
    kind_ = kind::syslog;
    place.remove_prefix(kSyslog.size());
    if (place.empty()) place = kSyslogSocket;
  } else if (place.starts_with(kJournal)) {
    kind_ = kind::journal;
    place.remove_prefix(kJournal.size());
    if (place.empty()) place = kJournalSocket;
  }
  path_ = absolute(place);
  base::unique_fd opened = open();
  if (!opened && is_socket()) base::throw_errno("connect log " + std::string(place));
  if (!opened) base::throw_errno("open log " + target);
  take(std::move(opened));
}

base::unique_fd log_sink::open() const {
  if (is_socket()) return connect_datagrams(path_);
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  return base::unique_fd(::open(path_.c_str(), kFlags, 0644));
}

void log_sink::take(base::unique_fd opened) {
  owned_ = std::move(opened);
  fd_ = owned_.get();
  partial_ = 0;
  if (!is_socket()) kind_ = is_regular_file(fd_) ? kind::file : kind::stream;
}

// A pipe that has room may have none a moment later, when another process has written to it, and a
// terminal that is said to be writable may still make a write wait. Opened anew, both have a mode
// of their own, which those who share the descriptor do not see.
void log_sink::borrow(int fd) {
  name_ = name_of_borrowed(fd);
  fd_ = fd;
  struct stat found = {};
  if (::fstat(fd, &found) != 0) return;
  if (S_ISREG(found.st_mode)) kind_ = kind::file;
  if (!S_ISFIFO(found.st_mode) && !S_ISCHR(found.st_mode)) return;
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  owned_ = base::unique_fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (owned_) fd_ = owned_.get();
}

bool log_sink::reopen() {
  if (path_.empty()) return true;
  base::unique_fd opened = open();
  if (!opened) {
    error_ = errno;
    return false;
  }
  take(std::move(opened));
  return true;
}

bool log_sink::is_deleted() const {
  struct stat found = {};
  return kind_ == kind::file && owned_ && ::fstat(fd_, &found) == 0 && found.st_nlink == 0;
}

bool log_sink::wait_until_writable(base::time_point end) const {
  return kind_ != kind::file && net::wait_until_writable(fd_, end);
}

std::string log_sink::trouble() const { return base::errno_text(error_); }

// -- Writing ------------------------------------------------------------------------------------

io_result log_sink::write(std::string_view lines) {
  switch (kind_) {
    case kind::file: return write_to_file(lines);
    case kind::stream: return write_to_stream(lines);
    case kind::syslog:
    case kind::journal: break;
  }
  return write_to_daemon(lines);
}

// The rest of a line is of use only where its beginning is the last that stands in the file.
io_result log_sink::write_to_file(std::string_view lines) {
  const file_state found = partial_ > 0 ? state_of(fd_) : file_state::as_it_was;
  if (found == file_state::grown) {
    const io_result ended = net::write_to_file(fd_, "\n");
    if (ended.status != io_status::moved) return account(lines, ended);
  }
  if (found != file_state::as_it_was) partial_ = 0;
  return account(lines, net::write_to_file(fd_, lines.substr(partial_)));
}

io_result log_sink::write_to_stream(std::string_view lines) {
  return account(lines, write_without_waiting(fd_, atomic_part(lines.substr(partial_))));
}

// A daemon that was started again has a new socket at the old place.
io_result log_sink::write_to_daemon(std::string_view lines) {
  const bool is_journal = kind_ == kind::journal;
  const std::string prefix = is_journal ? std::string(kJournalPrefix) : syslog_prefix();
  const line_end end = is_journal ? line_end::sent : line_end::left_out;
  io_result result = send_lines(fd_, prefix, lines, end);
  if (result.status == io_status::failed) {
    error_ = errno;
    if (reopen()) result = send_lines(fd_, prefix, lines, end);
  }
  return result;
}

// Tells whole lines from the part that may follow them.
io_result log_sink::account(std::string_view lines, const io_result& result) {
  if (result.status == io_status::failed) error_ = errno;
  if (result.status != io_status::moved) return result;
  const std::string_view out = lines.substr(0, partial_ + result.bytes);
  const std::size_t whole = out.rfind('\n') + 1;  // npos + 1 is 0
  partial_ = out.size() - whole;
  return {io_status::moved, whole};
}

}  // namespace owlet::net
