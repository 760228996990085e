// Tests of app/probe.
#include "owlet/app/probe.h"

#include <doctest/doctest.h>
#include <netinet/in.h>

#include <string>
#include <vector>

#include "../forked.h"
#include "../net/unix_client.h"
#include "owlet/app/run.h"
#include "owlet/net/endpoint.h"

namespace owlet::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kLong = 20s;            // for what does not come to that
constexpr auto kEnoughToConnect = 1s;  // so that it is the answer that is missed

struct outcome {
  int status;
  std::string line;
};

outcome run_probe(const std::string& url, base::duration patience) {
  const testing::captured_output errors(STDERR_FILENO);
  const int status = probe(url, patience);
  return {status, errors.take()};
}

// Listens at a free port; nobody answers.
class mute_server {
public:
  explicit mute_server(std::string_view address = "127.0.0.1") {
    auto where = *net::endpoint::parse(address, 0);
    listener_ = base::unique_fd(::socket(where.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    testing::check_call(::bind(listener_.get(), where.data(), where.size()), "bind");
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&bound), &size);
    port_ = net::endpoint::from_sockaddr(bound).port();
  }

  void listen() const { testing::check_call(::listen(listener_.get(), 5), "listen"); }
  [[nodiscard]] int fd() const { return listener_.get(); }
  [[nodiscard]] std::string url(const std::string& host) const {
    return "http://" + host + ':' + std::to_string(port_) + '/';
  }

private:
  base::unique_fd listener_;
  std::uint16_t port_ = 0;
};

// Takes one connection, reads the request, sends the pieces, and closes.
int answer_once(int listener, const std::vector<std::string>& pieces) {
  const base::unique_fd client(::accept(listener, nullptr, nullptr));
  std::array<char, 4096> request{};
  if (::recv(client.get(), request.data(), request.size(), 0) <= 0) return 1;
  for (const std::string& each : pieces) {
    if (::send(client.get(), each.data(), each.size(), MSG_NOSIGNAL) < 0) return 2;
  }
  return 0;
}

outcome probe_answered_by(const std::vector<std::string>& pieces) {
  const mute_server server;
  server.listen();
  testing::forked answering([&] { return answer_once(server.fd(), pieces); });
  return run_probe(server.url("127.0.0.1"), kLong);
}

TEST_CASE("an answer of 2xx is good, and nothing is said of it") {
  for (const std::vector<std::string>& pieces :
       {std::vector<std::string>{"HTTP/1.1 200 OK\r\n\r\nbody"},
        {"HTTP/1.1 2", "04 No Content\r\n", "A: b\r\n\r", "\n"},
        {"HTTP/1.1 103 Early Hints\r\n\r\n", "HTTP/1.0 299 Odd\r\n\r\n"}}) {
    const outcome came = probe_answered_by(pieces);
    CHECK(came.status == kSuccess);
    CHECK(came.line.empty());
  }
}

TEST_CASE("anything else is a failure, and one line says which") {
  struct row {
    std::vector<std::string> pieces;
    std::string_view said;
  };
  const row kRows[] = {
      {{"HTTP/1.1 199 \r\n\r\n"}, "closed the connection before a whole answer"},
      {{"HTTP/1.1 301 \r\n\r\n"}, "the answer is 301, and only 2xx is good; a redirect"},
      {{"HTTP/1.1 404 Not Found\r\n\r\n"}, "the answer is 404, and only 2xx is good"},
      {{"HTTP/1.1 503 Service Unavailable\r\n\r\n"}, "the answer is 503"},
      {{"HTTP/1.1 200 OK\r\nA: b\r\n"}, "closed the connection before a whole answer"},
      {{}, "closed the connection before a whole answer"},
      {{"220 mail.example ESMTP\r\n"}, "does not speak HTTP/1"},
      {{"HTTP/1.1 200 OK\r\nA: " + std::string(kMaxProbeBytes, 'b')}, "within 16384 bytes"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.said);
    const outcome came = probe_answered_by(each.pieces);
    CHECK(came.status == kFailure);
    CHECK(came.line.starts_with("owlet: --probe http://127.0.0.1:"));
    CHECK(came.line.find(each.said) != came.line.npos);
    CHECK(came.line.find('\n') == came.line.size() - 1);
  }
}

TEST_CASE("a server that takes connections and never answers is given up in time") {
  const mute_server server;
  server.listen();
  const auto begin = std::chrono::steady_clock::now();
  const outcome came = run_probe(server.url("127.0.0.1"), kEnoughToConnect);
  CHECK(std::chrono::steady_clock::now() - begin >= kEnoughToConnect);
  CHECK(came.status == kFailure);
  CHECK(came.line.find("no answer within 1 s\n") != came.line.npos);
}

TEST_CASE("a server that sends a byte now and then gets no more time for it") {
  const mute_server server;
  server.listen();
  testing::forked trickling([&] {
    const base::unique_fd client(::accept(server.fd(), nullptr, nullptr));
    const std::string endless = "HTTP/1.1 200 OK\r\nA: " + std::string(10'000, 'b');
    for (const char each : endless) {
      if (::send(client.get(), &each, 1, MSG_NOSIGNAL) < 0) return 0;
      ::usleep(5000);
    }
    return 1;
  });
  const outcome came = run_probe(server.url("127.0.0.1"), kEnoughToConnect);
  CHECK(came.status == kFailure);
  CHECK(came.line.find("no answer within 1 s\n") != came.line.npos);
}

TEST_CASE("a queue of a unix socket that is full is waited for no longer either") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("socket");
  const base::unique_fd full = testing::bind_unix(path, 0);
  const base::unique_fd waiting = testing::connect_to_unix(path);
  const outcome came = run_probe("unix:" + path, 50ms);
  CHECK(came.status == kFailure);
  CHECK(came.line.find("no connection to unix:" + path + " within 0.05 s\n") != came.line.npos);
}

TEST_CASE("where nobody listens, that is said at once") {
  const mute_server server;
  const outcome tcp = run_probe(server.url("127.0.0.1"), kLong);
  CHECK(tcp.status == kFailure);
  CHECK(tcp.line.find("Connection refused; nothing listens there\n") != tcp.line.npos);
  const outcome absent = run_probe("unix:/nothing/owlet.sock", kLong);
  CHECK(absent.status == kFailure);
  CHECK(absent.line.find("No such file or directory") != absent.line.npos);
  const outcome none = run_probe("", kLong);
  CHECK(none.status == kFailure);
  CHECK(none.line.starts_with("owlet: --probe '': give http://"));
}

TEST_CASE("localhost is the loopback address of either kind") {
  const mute_server server("::1");
  server.listen();
  testing::forked answering([&] { return answer_once(server.fd(), {"HTTP/1.1 200 OK\r\n\r\n"}); });
  CHECK(run_probe(server.url("localhost"), kLong).status == kSuccess);
}

}  // namespace
}  // namespace owlet::app
