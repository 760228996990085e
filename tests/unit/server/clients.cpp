// Clients whose server is told to end.
#include "owlet/server/clients.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>

#include "../support.h"

namespace owlet::server {
namespace {

using namespace std::chrono_literals;
using testing::moment_at;

// Clients of a reactor, each of which is at the other end of a socket.
class company {
public:
  company() { directory_.write("a.txt", "hello"); }

  // A client who has had an answer at that time, and is idle since.
  base::unique_fd add_idle(base::duration at) {
    testing::fd_pair ends = testing::make_socket_pair();
    testing::write_all(ends.theirs.get(), "GET /a.txt HTTP/1.1\r\nHost: test\r\n\r\n");
    all.add({.status = net::accept_status::accepted,
             .socket = std::move(ends.ours),
             .peer = *net::endpoint::parse("192.0.2.1", 1)},
            greeting::none);
    all.welcome(moment_at(at));
    CHECK(testing::read_available(ends.theirs.get()).ends_with("\r\n\r\nhello"));
    return std::move(ends.theirs);
  }

private:
  testing::temporary_directory directory_;
  metrics_board board_{1};
  reactor reactor_{directory_.path(), {}, 60s, board_.slots()[0]};
  net::poller poller_;

public:
  clients all{reactor_, poller_};
};

TEST_CASE("who was idle for longer than the grace goes at once, the others when it is over") {
  company guests;
  const base::unique_fd early = guests.add_idle(0s);
  const base::unique_fd late = guests.add_idle(3s);
  guests.all.begin_draining(2s, moment_at(4s));
  CHECK(testing::is_at_end(early.get()));
  CHECK_FALSE(testing::is_at_end(late.get()));
  CHECK(guests.all.grace_end() == moment_at(6s).monotonic);
  guests.all.expire_deadlines(moment_at(5s));
  CHECK(guests.all.size() == 1);
  guests.all.expire_deadlines(moment_at(6s));
  CHECK(guests.all.size() == 0);
  CHECK(testing::is_at_end(late.get()));
}

TEST_CASE("who asks within the grace is answered, and told that it was the last time") {
  company guests;
  const base::unique_fd client = guests.add_idle(0s);
  guests.all.begin_draining(2s, moment_at(1s));
  testing::write_all(client.get(), "GET /a.txt HTTP/1.1\r\nHost: test\r\n\r\n");
  guests.all.expire_deadlines(moment_at(3s));
  const std::string response = testing::read_available(client.get());
  CHECK(response.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(response.ends_with("\r\n\r\nhello"));
}

}  // namespace
}  // namespace owlet::server
