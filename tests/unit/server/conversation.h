// A connection and its client, for the tests of server/connection.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "../support.h"
#include "owlet/net/signal_source.h"
#include "owlet/server/connection.h"

namespace owlet::server::testing {

using owlet::testing::moment_at;

inline constexpr std::chrono::seconds kTimeout{10};
inline constexpr net::readiness kReadable{.fd = -1, .readable = true};
inline constexpr net::readiness kWritable{.fd = -1, .writable = true};
inline constexpr net::readiness kPeerClosed{.fd = -1, .readable = true, .peer_closed = true};

// What the client finds at /large; at /a.txt it is "hello".
inline std::string large_content() {
  std::string content;
  for (int i = 0; content.size() < 300'000; ++i) content += std::to_string(i) + ' ';
  return content;
}

// A connection and the client at its other end.
class conversation {
public:
  conversation()
      : reactor_(directory_.path(),
                 {.cache = {.entries = 8, .bytes = 1U << 20U, .files = 2}, .files = {}}, kTimeout,
                 board_.slots()[0]),
        ends_(owlet::testing::make_socket_pair()) {
    net::ignore_write_signals();
    directory_.write("a.txt", "hello");
    directory_.write("large", large_content());
    connection_.emplace(std::move(ends_.ours), *net::endpoint::parse("192.0.2.1", 1),
                        greeting::none);
  }

  void send(std::string_view text) const { owlet::testing::write_all(ends_.theirs.get(), text); }
  [[nodiscard]] std::string receive(std::size_t most = 1U << 30U) const {
    return owlet::testing::read_available(ends_.theirs.get(), most);
  }
  [[nodiscard]] bool is_at_end() const { return owlet::testing::is_at_end(ends_.theirs.get()); }
  void shutdown() const { ::shutdown(ends_.theirs.get(), SHUT_WR); }
  void hang_up() { ends_.theirs.reset(); }
  // Makes the socket take about that many bytes before it blocks.
  [[nodiscard]] int set_send_buffer(int bytes) {
    const int fd = connection_->fd();
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes);
    socklen_t size = sizeof bytes;
    ::getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, &size);
    return bytes;
  }

  verdict begin(std::string_view input) { return connection_->begin(reactor_, moment_at(), input); }
  verdict step(base::duration later = {}) { return connection_->step(reactor_, moment_at(later)); }
  verdict step(const net::readiness& ready, base::duration later = {}) {
    connection_->mark_ready(ready);
    return step(later);
  }
  // The client sends, an edge tells of it.
  verdict hear(std::string_view text, base::duration later = {}) {
    send(text);
    return step(kReadable, later);
  }
  // In a wake-up of its own.
  verdict expire(base::duration later) {
    reactor_.site.begin_epoch();
    return connection_->expire(reactor_, moment_at(later));
  }
  void close() {
    connection_->close_journal(reactor_, moment_at());
    connection_.reset();
  }

  // The one list that the connection waits in, by name, and for how long after the start.
  [[nodiscard]] std::string deadline() {
    static constexpr std::string_view kNames[] = {"head", "content", "idle", "write",
                                                  "disk", "linger",  "check"};
    std::string text;
    for (std::size_t i = 0; i < 6; ++i) {
      const auto due = reactor_.deadlines.all()[i]->next_due();
      if (!due) continue;
      const auto after =
          std::chrono::duration_cast<std::chrono::seconds>(*due - moment_at().monotonic);
      text.append(kNames[i]).append(" ").append(std::to_string(after.count()));
    }
    return text;
  }

  // Takes a file out of memory; false if that cannot be done here.
  [[nodiscard]] bool forget(const std::string& name) const {
    const base::unique_fd file(::open(directory_.path(name).c_str(), O_RDWR | O_CLOEXEC));
    return owlet::testing::forget(file.get());
  }
  [[nodiscard]] bool is_idle() const { return connection_->is_idle(); }
  [[nodiscard]] reactor& shared() { return reactor_; }

private:
  owlet::testing::temporary_directory directory_;
  metrics_board board_{1};
  reactor reactor_;
  owlet::testing::fd_pair ends_;
  std::optional<connection> connection_;
};

}  // namespace owlet::server::testing
