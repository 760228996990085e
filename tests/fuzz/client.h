// One client of one connection, over a pair of sockets, with a loop of its own in place of
// server::server: the readiness comes from a real edge-triggered poller and nothing else.
#pragma once

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "../unit/support.h"
#include "input.h"
#include "owlet/base/clock.h"
#include "owlet/net/endpoint.h"
#include "owlet/net/poller.h"
#include "owlet/server/connection.h"
#include "owlet/server/reactor.h"

namespace owlet::fuzz {

inline constexpr std::chrono::seconds kTimeout{30};

// How a client behaves; none of it may change what it gets.
struct behaviour {
  cut_plan cuts{};
  std::size_t read_at_once = 0;  // bytes that it takes per turn; 0: all there is
  bool has_small_buffers = false;
  bool ends_with_last_piece = false;  // its FIN comes together with the data
  bool waits_for_time_out = false;    // it never ends its side
  bool sends_ahead = false;           // all it has, before the server has a turn
};

class client {
public:
  client(server::reactor& reactor, net::poller& poller, const behaviour& how)
      : reactor_(reactor), poller_(poller), how_(how) {
    auto pair = testing::make_socket_pair();
    socket_ = std::move(pair.theirs);
    if (how.has_small_buffers) {
      const int bytes = 1;  // the kernel makes it its least
      ::setsockopt(pair.ours.get(), SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    }
    connection_ = std::make_unique<server::connection>(std::move(pair.ours), net::endpoint(),
                                                       server::greeting::none);
    now_.unix_nanoseconds = now_.unix_seconds * 1'000'000'000;
    reactor_.site.begin_epoch();
  }

  // Everything that the server said until it closed.
  std::string converse(std::string_view bytes) {
    constexpr std::size_t kMostPieces = 96;
    const auto pieces = cut(bytes, how_.cuts, kMostPieces);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const bool is_last = i + 1 == pieces.size();
      if (!send(pieces[i])) break;
      if (is_last && how_.ends_with_last_piece) end_output();
      if (how_.sends_ahead && !is_last) continue;
      begin_or_turn();
      settle();
    }
    if (!is_known_) begin_or_turn();
    settle();
    if (how_.waits_for_time_out) {
      time_out();
    } else {
      end_output();
    }
    settle();
    require(is_at_end_, "the server ends its side when the client has ended its own");
    require(connection_ == nullptr, "the server closes when both sides have ended");
    return std::move(received_);
  }

private:
  // What server::admit does: a first step before the poller knows of the connection.
  void begin_or_turn() {
    if (is_known_) {
      turn();
      return;
    }
    is_known_ = true;
    const int fd = connection_->fd();
    take(connection_->step(reactor_, now_));
    if (connection_) require(poller_.add_connection(fd), "the poller takes a connection");
  }

  // One turn of the loop; false when there was nothing to do.
  bool turn() {
    bool is_ready = std::exchange(is_scheduled_, false);
    reactor_.site.begin_epoch();
    for (const net::readiness& event : poller_.wait(std::chrono::nanoseconds{0})) {
      require(connection_ && event.fd == connection_->fd(), "an event is for who is there");
      connection_->mark_ready(event);
      is_ready = true;
    }
    if (!is_ready || !connection_) return false;
    take(connection_->step(reactor_, now_));
    return true;
  }

  void take(server::verdict outcome) {
    switch (outcome) {
      case server::verdict::wait: break;
      case server::verdict::run_again: is_scheduled_ = true; break;
      case server::verdict::close:
        connection_->close_journal(reactor_, now_);
        connection_.reset();
        is_scheduled_ = false;
        break;
    }
  }

  // Turns and reads until nothing moves.
  void settle() {
    constexpr int kMostTurns = 1'000'000;
    for (int i = 0; i < kMostTurns; ++i) {
      const bool has_turned = turn();
      const bool has_read = receive();
      if (!has_turned && !has_read) return;
    }
    fail("the loop comes to rest");
  }

  // False when the server has closed.
  bool send(std::string_view piece) {
    while (!piece.empty()) {
      const ssize_t n = ::send(socket_.get(), piece.data(), piece.size(), MSG_NOSIGNAL);
      if (n > 0) {
        piece.remove_prefix(static_cast<std::size_t>(n));
        continue;
      }
      if (errno == EPIPE || errno == ECONNRESET) return false;
      require(errno == EAGAIN, "a client can send");
      const bool has_moved = is_known_ ? turn() : true;
      if (!is_known_) begin_or_turn();
      require(receive() || has_moved, "the server reads when its answers are read");
    }
    return true;
  }

  bool receive() {
    std::array<char, 16 * 1024> buffer;
    const std::size_t most = how_.read_at_once == 0 ? buffer.size() : how_.read_at_once;
    const ssize_t n = ::recv(socket_.get(), buffer.data(), std::min(most, buffer.size()), 0);
    if (n > 0) {
      require(!is_at_end_, "nothing follows the end");
      received_.append(buffer.data(), static_cast<std::size_t>(n));
      return true;
    }
    if (n == 0) return !std::exchange(is_at_end_, true);
    require(errno == EAGAIN, "no answer is lost to a reset");
    return false;
  }

  // Once: a second call would wake the server up again.
  void end_output() {
    if (!std::exchange(has_ended_, true)) ::shutdown(socket_.get(), SHUT_WR);
  }

  // What server::expire_deadlines does, at the time when all are due, and after the lingering.
  void time_out() {
    for (int i = 0; i < 2 && connection_; ++i) {
      now_.monotonic += kTimeout;
      net::deadline* due = nullptr;
      for (net::deadline_list* list : reactor_.deadlines.all()) {
        if (due == nullptr) due = list->expired(now_.monotonic);
      }
      require(due != nullptr && due->fd() == connection_->fd(), "who waits has a deadline");
      take(connection_->expire(reactor_, now_));
      settle();
    }
  }

  server::reactor& reactor_;
  net::poller& poller_;
  behaviour how_;
  base::unique_fd socket_;
  std::unique_ptr<server::connection> connection_;
  base::moment now_ = testing::moment_at();
  bool is_known_ = false;  // to the poller
  bool is_scheduled_ = false;
  bool has_ended_ = false;  // our side
  bool is_at_end_ = false;  // the server's
  std::string received_;
};

}  // namespace owlet::fuzz
