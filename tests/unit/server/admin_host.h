// An admin listener and its clients, over the loopback interface, for the tests of server/admin.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>

#include <memory>
#include <string>
#include <string_view>

#include "../support.h"
#include "owlet/server/admin.h"

namespace owlet::server::testing {

using owlet::testing::moment_at;

// One client; never waits by itself.
class admin_client {
public:
  explicit admin_client(const net::endpoint& where, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0) {
      ::setsockopt(fd(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    owlet::testing::check_call(::connect(fd(), where.data(), where.size()), "connect");
    owlet::testing::set_non_blocking(fd());
  }

  [[nodiscard]] int fd() const { return socket_.get(); }
  // As far as the socket takes it.
  std::size_t send(std::string_view text) const {
    const ssize_t sent = ::send(fd(), text.data(), text.size(), MSG_NOSIGNAL);
    return sent > 0 ? static_cast<std::size_t>(sent) : 0;
  }
  void finish_sending() const { ::shutdown(fd(), SHUT_WR); }

  // Takes what has come.
  void take() {
    std::array<char, 65536> buffer{};
    for (;;) {
      const ssize_t n = ::recv(fd(), buffer.data(), buffer.size(), 0);
      if (n > 0) {
        received.append(buffer.data(), static_cast<std::size_t>(n));
        continue;
      }
      has_ended = has_ended || n == 0 || (errno != EAGAIN && errno != EINTR);
      was_reset = was_reset || (n < 0 && errno == ECONNRESET);
      return;
    }
  }
  // Responses that have begun to come.
  [[nodiscard]] std::size_t responses() const {
    std::size_t count = 0;
    for (std::size_t at = received.find("HTTP/1.1 "); at != std::string::npos;
         at = received.find("HTTP/1.1 ", at + 1)) {
      ++count;
    }
    return count;
  }

  std::string received;
  bool has_ended = false;
  bool was_reset = false;

private:
  base::unique_fd socket_;
};

// Runs the listener as a loop around it would, with a clock that the test sets.
class admin_host {
public:
  admin_host() { slots_[0].gauges.pid.set(1); }

  [[nodiscard]] admin_client connect(int receive_buffer = 0) const {
    return admin_client(admin_.listeners().at(0).where(), receive_buffer);
  }
  [[nodiscard]] admin& listener() { return admin_; }
  [[nodiscard]] base::moment now() const { return moment_at(clock_); }
  void advance(base::duration by) { clock_ += by; }
  void turn() { admin_.turn(now(), facts); }

  // Runs until the condition holds, within bounds; the clock moves by `step` where nothing happens
  // but the listener has something to do later.
  template <typename Condition>
  [[nodiscard]] bool run_until(Condition holds,
                               base::duration step = std::chrono::microseconds(500)) {
    for (int idle = 0; idle < 2000;) {
      if (holds()) return true;
      pollfd watched{.fd = admin_.fd(), .events = POLLIN, .revents = 0};
      const bool is_due = admin_.next_due() && *admin_.next_due() <= now().monotonic;
      const bool is_ready = ::poll(&watched, 1, is_due ? 0 : 1) > 0;
      if (is_ready || is_due) {
        turn();
        ++turns;
      } else {
        ++idle;
      }
      advance(step);
    }
    return false;
  }
  // Runs until there is nothing more to do for now: on a machine that is busy, the kernel may take
  // a while to bring what a client has sent.
  void settle() {
    pollfd watched{.fd = admin_.fd(), .events = POLLIN, .revents = 0};
    do {
      turn();
      advance(std::chrono::milliseconds(1));
    } while (*admin_.next_due() <= now().monotonic || ::poll(&watched, 1, 500) > 0);
  }
  // Runs until the client has so many responses, the last of them whole, or has been left.
  [[nodiscard]] bool answers(admin_client& client, std::size_t count = 1) {
    return run_until([&] {
      client.take();
      return client.responses() >= count || client.has_ended;
    });
  }
  // Runs until the listener has closed the client's connection.
  [[nodiscard]] bool leaves(admin_client& client,
                            base::duration step = std::chrono::microseconds(500)) {
    return run_until(
        [&] {
          client.take();
          return client.has_ended;
        },
        step);
  }

  server_facts facts{.version = "1.2.3"};
  int turns = 0;

private:
  static std::vector<net::listener> listeners() {
    std::vector<net::listener> made;
    made.emplace_back(*net::endpoint::parse("127.0.0.1", 0));
    return made;
  }

  std::vector<metrics_slot> slots_{1};
  admin admin_{listeners(), slots_};
  base::duration clock_{};
};

inline std::string admin_request(std::string_view target, std::string_view fields = {},
                                 std::string_view method = "GET") {
  return std::string(method)
             .append(" ")
             .append(target)
             .append(" HTTP/1.1\r\nHost: a\r\n")
             .append(fields) +
         "\r\n";
}

}  // namespace owlet::server::testing
