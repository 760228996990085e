// owlet --probe URL: is the server there well?
#include "owlet/app/probe.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <variant>

#include "owlet/app/probe_message.h"
#include "owlet/app/run.h"
#include "owlet/base/message.h"
#include "owlet/base/system_error.h"
#include "owlet/base/unique_fd.h"

namespace owlet::app {

namespace {

using problem = std::optional<std::string>;
using std::chrono::microseconds;

// "3", "0.25": without to_chars, whose tables for fractions are 5% of a static binary.
std::string text_of_seconds(base::duration time) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(time).count();
  std::string text = std::to_string(milliseconds / 1000);
  if (milliseconds % 1000 == 0) return text;
  text += '.' + std::to_string(1000 + milliseconds % 1000).substr(1);
  return text.substr(0, text.find_last_not_of('0') + 1);
}

// One connection in blocking mode, all of whose calls end when the time is over.
class exchange {
public:
  explicit exchange(base::duration patience)
      : patience_(patience), end_(base::read_clock().monotonic + patience) {}

  problem connect(const sockaddr* address, socklen_t size, const std::string& name) {
    socket_ = base::unique_fd(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket_) return "socket: " + base::errno_text(errno);
    while (limit_time() && ::connect(socket_.get(), address, size) != 0) {
      if (errno == EISCONN) return std::nullopt;
      if (errno == EINTR) continue;
      if (is_late(errno)) break;
      return "connect " + name + ": " + base::errno_text(errno) + remedy_for(errno);
    }
    if (is_over()) return "no connection to " + name + " within " + text_of_patience();
    return std::nullopt;
  }

  // What a server says before it has taken everything, and closes, is its answer all the same.
  void send(std::string_view bytes) {
    while (!bytes.empty() && limit_time()) {
      const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  problem judge_answer() {
    std::string all;
    std::array<char, 4096> buffer{};
    while (all.size() < kMaxProbeBytes && limit_time()) {
      const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
      if (got < 0 && (errno == EINTR || is_late(errno))) continue;
      if (got < 0) return "the connection broke before an answer: " + base::errno_text(errno);
      if (got == 0) return "the server closed the connection before a whole answer";
      all.append(buffer.data(), static_cast<std::size_t>(got));
      const probe_answer answer = read_probe_answer(all);
      if (answer.state == answer_state::incomplete) continue;
      return judge(answer);
    }
    if (all.size() < kMaxProbeBytes) return "no answer within " + text_of_patience();
    return "the head of the answer does not end within " + std::to_string(kMaxProbeBytes) +
           " bytes";
  }

private:
  static problem judge(const probe_answer& answer) {
    if (answer.state == answer_state::not_http) return "what answers does not speak HTTP/1";
    if (answer.status >= 200 && answer.status < 300) return std::nullopt;
    std::string text = "the answer is " + std::to_string(answer.status) + ", and only 2xx is good";
    if (answer.status >= 300 && answer.status < 400) {
      text += "; a redirect is not followed: give the URL that it leads to";
    }
    return text;
  }

  static bool is_late(int error) {
    return error == EAGAIN || error == EINPROGRESS || error == EALREADY;
  }

  static std::string remedy_for(int error) {
    if (error == ECONNREFUSED) return "; nothing listens there";
    if (error == ENOENT) return "; no socket has this path";
    return {};
  }

  [[nodiscard]] bool is_over() const { return base::read_clock().monotonic >= end_; }
  [[nodiscard]] std::string text_of_patience() const { return text_of_seconds(patience_) + " s"; }

  // Bounds the next call (SO_RCVTIMEO of socket(7), which holds for connect as well); false when
  // nothing is left. A time-out of 0 would be none.
  bool limit_time() {
    const auto left = end_ - base::read_clock().monotonic;
    if (left <= base::duration{0}) return false;
    const auto micros = std::chrono::ceil<microseconds>(left).count();
    const timeval limit{.tv_sec = micros / 1'000'000, .tv_usec = micros % 1'000'000};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return true;
  }

  base::duration patience_;
  base::time_point end_;
  base::unique_fd socket_;
};

problem connect_unix(exchange& talk, const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  if (path.front() == '@') {
    address.sun_path[0] = '\0';  // abstract, unix(7): its name ends where the address does
  } else {
    ++size;
  }
  return talk.connect(reinterpret_cast<const sockaddr*>(&address), size, "unix:" + path);
}

// Where there are two places, as of localhost, the first one's problem is the one that is told.
problem connect_any(exchange& talk, const probe_target& target) {
  if (!target.socket_path.empty()) return connect_unix(talk, target.socket_path);
  problem first;
  for (const net::endpoint& each : target.places) {
    problem failed = talk.connect(each.data(), each.size(), each.text());
    if (!failed) return std::nullopt;
    if (!first) first = std::move(failed);
  }
  return first;
}

problem ask(const std::string& url, base::duration patience) {
  const auto parsed = parse_probe_target(url);
  if (const auto* wrong = std::get_if<probe_error>(&parsed)) return wrong->message;
  const auto& target = std::get<probe_target>(parsed);
  exchange talk(patience);
  if (problem failed = connect_any(talk, target)) return failed;
  talk.send(format_probe(target));
  return talk.judge_answer();
}

}  // namespace

int probe(const std::string& url, base::duration patience) {
  const problem failed = ask(url, patience);
  if (!failed) return kSuccess;
  base::say(base::message_level::error, "--probe " + (url.empty() ? "''" : url) + ": " + *failed);
  return kFailure;
}

}  // namespace owlet::app
