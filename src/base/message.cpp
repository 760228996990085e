// What the process says to whoever started it, on standard error.
#include "owlet/base/message.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "owlet/base/clock.h"
#include "owlet/base/escape.h"
#include "owlet/base/timestamp.h"
#include "owlet/base/unique_fd.h"

namespace owlet::base {

namespace {

constexpr std::size_t kMaxTextBytes = 3800;  // the line fits into PIPE_BUF with all that is around

message_style the_style = message_style::text;
message_level the_least = message_level::notice;

constexpr std::array<std::string_view, 4> kNames = {"error", "warning", "notice", "debug"};

std::string_view name_of(message_level level) { return kNames[static_cast<std::size_t>(level)]; }

std::string format_text(message_level level, std::string_view text) {
  std::string line = "owlet: ";
  if (level == message_level::warning || level == message_level::debug) {
    line.append(name_of(level)).append(": ");
  }
  const keep kept = is_printable_utf8(text) ? keep::ascii_utf8 : keep::ascii;
  append_escaped(line, text, escape::hex, kept, kMaxTextBytes);
  return line + '\n';
}

std::string format_json(message_level level, std::string_view text) {
  const moment now = read_clock();
  std::string line = R"({"time":")";
  append_iso_time(line, now.unix_seconds);
  line += '.';
  append_number(line, static_cast<std::uint64_t>(now.unix_nanoseconds / 1'000'000 % 1000), 3);
  line.append(R"(Z","level":")").append(name_of(level)).append(R"(","pid":)");
  append_number(line, static_cast<std::uint64_t>(::getpid()));
  line += R"(,"message":")";
  const keep kept = is_printable_utf8(text) ? keep::utf8 : keep::plain_ascii;
  append_escaped(line, text, escape::json, kept, kMaxTextBytes);
  return line + "\"}\n";
}

bool is_whole(ssize_t written, std::string_view line) {
  return written == static_cast<ssize_t>(line.size());
}

// Standard error may be shared, and its mode is everybody's: opened anew, a pipe or a terminal has
// a mode of its own, in which no write waits. A socket has a flag for that. Where neither is to be
// had, a look tells whether there is room.
bool write_now(int fd, std::string_view line) {
  struct stat found = {};
  if (::fstat(fd, &found) != 0) return false;
  if (S_ISREG(found.st_mode)) return is_whole(::write(fd, line.data(), line.size()), line);
  if (S_ISSOCK(found.st_mode)) {
    return is_whole(::send(fd, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL), line);
  }
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  const unique_fd own(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (own) return is_whole(::write(own.get(), line.data(), line.size()), line);
  pollfd ready{.fd = fd, .events = POLLOUT, .revents = 0};
  if (::poll(&ready, 1, 0) <= 0 || ready.revents != POLLOUT) return false;
  return is_whole(::write(fd, line.data(), line.size()), line);
}

}  // namespace

void set_message_style(message_style style, message_level least) {
  the_style = style;
  the_least = least;
}

std::string format_message(message_level level, std::string_view text) {
  return the_style == message_style::json ? format_json(level, text) : format_text(level, text);
}

bool say(message_level level, std::string_view text) {
  return level > the_least || write_now(STDERR_FILENO, format_message(level, text));
}

}  // namespace owlet::base
