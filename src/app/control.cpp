// Commands to a daemon that runs: owlet stop, status, reload and upgrade.
#include "owlet/app/control.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string_view>

#include "owlet/app/found_daemon.h"
#include "owlet/app/pid_file.h"
#include "owlet/base/message.h"
#include "owlet/base/text_file.h"
#include "owlet/base/timestamp.h"

namespace owlet::app {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLookInterval{20};  // at the pid file, during an upgrade

void answer(const std::string& text) {
  std::printf("owlet: %s\n", text.c_str());
  std::fflush(stdout);
}

void complain(const std::string& text) { base::say(base::message_level::error, text); }

std::string name_of(pid_t process) { return "process " + std::to_string(process); }

// -- Telling it ---------------------------------------------------------------------------------

bool has_ended(int handle, milliseconds patience) {
  pollfd ended{.fd = handle, .events = POLLIN, .revents = 0};
  const auto until = steady_clock::now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    const int count = ::poll(&ended, 1, static_cast<int>(std::max(left, milliseconds{0}).count()));
    if (count >= 0 || errno != EINTR) return count > 0;
  }
}

int stop(const found_daemon& daemon, milliseconds patience) {
  if (!daemon.send_signal(SIGTERM)) return kUnclear;
  if (has_ended(daemon.handle.get(), patience)) {
    answer(name_of(daemon.process) + " has ended");
    return kDone;
  }
  complain(name_of(daemon.process) + " still answers requests that are under way, after " +
           std::to_string(patience.count() / 1000) + " s: owlet stop once more ends it at once");
  return kNotDone;
}

int reload(const found_daemon& daemon) {
  if (!daemon.send_signal(SIGHUP)) return kUnclear;
  answer(name_of(daemon.process) + " was told to reload");
  return kDone;
}

timespec time_of_text(int file) {
  struct stat status = {};
  ::fstat(file, &status);
  return status.st_mtim;
}

bool is_same(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

// The end of the old process and the time of the text are read before the owner, for a new owner
// holds the file before either changes.
int wait_for_successor(const found_daemon& daemon, const timespec& text, milliseconds patience) {
  const auto until = steady_clock::now() + patience;
  const std::string old = name_of(daemon.process);
  while (steady_clock::now() < until) {
    const bool is_over = has_ended(daemon.handle.get(), kLookInterval);
    const bool is_in_vain = !is_same(time_of_text(daemon.file.get()), text);
    const auto owner = owner_of_pid_file(daemon.file.get());
    if (owner && *owner != daemon.process) {
      answer(name_of(*owner) + " serves in place of " + old);
      return kDone;
    }
    if (is_over) {
      complain(old + " has ended, and no other has taken its place: start owlet again");
      return kNotDone;
    }
    if (is_in_vain) {
      complain("the upgrade has failed, and " + old + " goes on: its messages say why");
      return kNotDone;
    }
  }
  complain("no other process has taken the place of " + old + " within " +
           std::to_string(patience.count() / 1000) + " s: its messages say why");
  return kNotDone;
}

int upgrade(const found_daemon& daemon, milliseconds patience) {
  const timespec text = time_of_text(daemon.file.get());
  if (!daemon.send_signal(SIGUSR2)) return kUnclear;
  return wait_for_successor(daemon, text, patience);
}

// -- What is known of it ------------------------------------------------------------------------

// When a process was started, from /proc/PID/stat (proc(5)): the 22nd field, in ticks since the
// machine was. The second one may hold anything, but the last parenthesis is its end.
std::optional<std::time_t> start_of(pid_t process) {
  const std::string text = base::read_text_file("/proc/" + std::to_string(process) + "/stat");
  std::size_t at = text.rfind(')');
  for (int field = 2; field < 22 && at != text.npos; ++field) at = text.find(' ', at + 1);
  if (at == text.npos) return std::nullopt;
  long long ticks = 0;
  if (std::from_chars(&text[at] + 1, text.data() + text.size(), ticks).ec != std::errc{}) {
    return std::nullopt;
  }
  timespec up = {};
  ::clock_gettime(CLOCK_BOOTTIME, &up);
  return std::time(nullptr) - up.tv_sec + static_cast<std::time_t>(ticks / ::sysconf(_SC_CLK_TCK));
}

int status(const found_daemon& daemon) {
  std::string line = name_of(daemon.process) + " is running";
  if (const auto start = start_of(daemon.process)) {
    line += " since ";
    base::append_iso_time(line, *start);
    line += 'Z';
  }
  answer(line);
  return kDone;
}

// -- Where there is none ------------------------------------------------------------------------

int without_daemon(control_action action, const found_daemon& found, const std::string& path) {
  const bool is_stale = found.state == daemon_state::stale;
  const std::string line = is_stale ? "not running: process " + std::to_string(found.process) +
                                          " has died and left " + path
                                    : "not running: nobody holds pid file " + path;
  switch (action) {
    case control_action::status: answer(line); return is_stale ? kNotDone : kNotRunning;
    case control_action::stop: answer(line); return kDone;
    case control_action::reload:
    case control_action::upgrade: complain(line); return kNothingToTell;
  }
  return kUnclear;
}

}  // namespace

int control(control_action action, const std::string& path, const control_patience& patience) {
  const found_daemon found = find_daemon(path);
  if (found.state == daemon_state::unclear) return kUnclear;
  if (found.state != daemon_state::running) return without_daemon(action, found, path);
  switch (action) {
    case control_action::stop: return stop(found, patience.stop);
    case control_action::status: return status(found);
    case control_action::reload: return reload(found);
    case control_action::upgrade: return upgrade(found, patience.upgrade);
  }
  return kUnclear;
}

}  // namespace owlet::app
