// What the service manager is told: sd_notify(3), without its library.
#include "owlet/net/service_notifier.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

#include "owlet/base/unique_fd.h"

namespace owlet::net {

namespace {

constexpr const char* kSocketVariable = "NOTIFY_SOCKET";
constexpr const char* kWatchdogVariable = "WATCHDOG_USEC";
constexpr const char* kWatchdogPidVariable = "WATCHDOG_PID";
constexpr std::chrono::milliseconds kRetryDelay{50};
constexpr std::uint64_t kMaxWatchdogMicroseconds = std::uint64_t{1} << 50U;

std::string take_variable(const char* name) {
  const char* const value = std::getenv(name);
  std::string text = value == nullptr ? "" : value;
  ::unsetenv(name);
  return text;
}

std::uint64_t parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.begin(), text.end(), number);
  return read.ec == std::errc{} && read.ptr == text.end() ? number : 0;
}

struct unix_address {
  sockaddr_un name{};
  socklen_t size = 0;
};

// Nothing for a name of another kind: a newer systemd knows "vsock:" as well.
std::optional<unix_address> address_of(std::string_view socket) {
  unix_address address;
  if (socket.size() < 2 || (socket[0] != '/' && socket[0] != '@')) return std::nullopt;
  if (socket.size() >= sizeof address.name.sun_path) return std::nullopt;
  address.name.sun_family = AF_UNIX;
  std::copy(socket.begin(), socket.end(), address.name.sun_path);
  const bool is_abstract = socket[0] == '@';
  if (is_abstract) address.name.sun_path[0] = '\0';
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket.size() +
                                        (is_abstract ? 0 : 1));
  return address;
}

enum class sent : std::uint8_t { yes, later, never };

sent outcome_of(ssize_t length) {
  if (length >= 0) return sent::yes;
  const bool is_full = errno == EAGAIN || errno == ENOBUFS || errno == EINTR;
  return is_full ? sent::later : sent::never;
}

// A socket for each message, for there are few of them, and none between a fork and an upgrade.
sent send_message(const std::string& socket, std::string_view text) {
  std::optional<unix_address> address = address_of(socket);
  const base::unique_fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!address || !fd) return sent::never;
  return outcome_of(::sendto(fd.get(), text.data(), text.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address->name), address->size));
}

// A line end would begin another assignment.
std::string status_line(std::string_view status) {
  std::string line = "\nSTATUS=" + std::string(status);
  std::replace(line.begin() + 1, line.end(), '\n', ' ');
  return line;
}

std::string monotonic_microseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

}  // namespace

service_notifier::service_notifier(std::string socket, std::optional<base::duration> watchdog)
    : socket_(address_of(socket) ? std::move(socket) : std::string()) {
  if (!is_active() || !watchdog) return;
  watchdog_ = watchdog;
  next_feeding_ = base::time_point::min();
}

service_notifier service_notifier::from_environment() {
  std::string socket = take_variable(kSocketVariable);
  const std::uint64_t interval = parse_number(take_variable(kWatchdogVariable));
  const std::string watched = take_variable(kWatchdogPidVariable);
  const bool is_watched = watched.empty() || watched == std::to_string(::getpid());
  std::optional<base::duration> watchdog;
  if (is_watched && interval > 0 && interval <= kMaxWatchdogMicroseconds) {
    watchdog = std::chrono::microseconds(interval);
  }
  return service_notifier(std::move(socket), watchdog);
}

void service_notifier::say_ready(std::string_view status) {
  send_state("READY=1\nMAINPID=" + std::to_string(::getpid()) + status_line(status));
}

// systemd compares the time with that of its signal, so that it has to be read now.
void service_notifier::say_reloading() {
  send_state("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds());
}

void service_notifier::say_stopping(std::string_view status) {
  send_state("STOPPING=1" + status_line(status));
}

void service_notifier::hand_over(pid_t successor) {
  next_feeding_.reset();
  send_state("MAINPID=" + std::to_string(successor));
  is_over_ = true;
}

void service_notifier::send_state(std::string state) {
  if (is_over_) return;
  waiting_.clear();
  retry_.reset();
  if (!is_active() || send_message(socket_, state) != sent::later) return;
  waiting_ = std::move(state);
  retry_ = std::chrono::steady_clock::now() + kRetryDelay;
}

std::optional<base::time_point> service_notifier::next_due() const {
  if (!next_feeding_ || !retry_) return next_feeding_ ? next_feeding_ : retry_;
  return std::min(*next_feeding_, *retry_);
}

// A feeding that is not taken comes again with half the interval still left.
void service_notifier::run_due(base::time_point now) {
  if (retry_ && *retry_ <= now) {
    if (send_message(socket_, waiting_) == sent::later) {
      retry_ = now + kRetryDelay;
    } else {
      waiting_.clear();
      retry_.reset();
    }
  }
  if (next_feeding_ && *next_feeding_ <= now) {
    const bool is_fed = send_message(socket_, "WATCHDOG=1") != sent::later;
    next_feeding_ =
        now + (is_fed ? *watchdog_ / 2 : std::min<base::duration>(*watchdog_ / 8, kRetryDelay));
  }
}

std::vector<std::string> service_notifier::environment() const {
  std::vector<std::string> variables;
  if (is_active()) variables.push_back(std::string(kSocketVariable) + '=' + socket_);
  if (watchdog_) {
    const auto interval = std::chrono::duration_cast<std::chrono::microseconds>(*watchdog_);
    variables.push_back(std::string(kWatchdogVariable) + '=' + std::to_string(interval.count()));
  }
  return variables;
}

}  // namespace owlet::net
