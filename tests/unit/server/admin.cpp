// Tests of server/admin and its connections, with clients of every kind.
#include "owlet/server/admin.h"

#include <doctest/doctest.h>

#include <deque>

#include "admin_host.h"
#include "owlet/base/limits.h"

namespace owlet::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::admin_client;
using testing::admin_host;
using testing::admin_request;

TEST_CASE("it answers, again and again on one connection") {
  admin_host host;
  admin_client client = host.connect();
  for (std::size_t i = 1; i <= 3; ++i) {
    client.send(admin_request("/healthz"));
    REQUIRE(host.answers(client, i));
    CHECK(client.received.ends_with("\r\n\r\nok\n"));
  }
  CHECK_FALSE(client.has_ended);
}

TEST_CASE("what it tells of draining is what it is told") {
  admin_host host;
  host.facts.is_draining = true;
  admin_client client = host.connect();
  client.send(admin_request("/readyz"));
  REQUIRE(host.answers(client));
  CHECK(client.received.starts_with("HTTP/1.1 503 "));
  CHECK(client.received.ends_with("\r\n\r\ndraining\n"));
}

TEST_CASE("with nothing to do it is not readable and has nothing due") {
  admin_host host;
  host.turn();
  pollfd watched{.fd = host.listener().fd(), .events = POLLIN, .revents = 0};
  CHECK(::poll(&watched, 1, 0) == 0);
  CHECK_FALSE(host.listener().next_due());
}

TEST_CASE("a connection whose request says close is closed after the response, in order") {
  admin_host host;
  admin_client client = host.connect();
  client.send(admin_request("/healthz", "Connection: close\r\n") + admin_request("/metrics"));
  REQUIRE(host.run_until([&] {
    client.take();
    return client.responses() > 0;
  }));
  client.finish_sending();
  CHECK(host.leaves(client));
  CHECK_FALSE(client.was_reset);
  CHECK(client.responses() == 1);
}

TEST_CASE("requests that come together are answered in order, and before a half-close is noticed") {
  admin_host host;
  admin_client client = host.connect();
  client.send(admin_request("/healthz") + admin_request("/nothing") +
              admin_request("/metrics", {}, "HEAD") + admin_request("/", {}, "POST") +
              admin_request("/readyz"));
  client.finish_sending();
  REQUIRE(host.leaves(client));
  CHECK_FALSE(client.was_reset);
  CHECK(client.responses() == 5);
  std::size_t at = 0;
  for (const std::string_view status : {"200", "404", "200", "405", "200"}) {
    at = client.received.find("HTTP/1.1 ", at) + 9;
    CHECK(client.received.substr(at, 3) == status);
  }
  CHECK(client.received.ends_with("ready\n"));
}

TEST_CASE("a request that comes byte by byte is answered") {
  admin_host host;
  admin_client client = host.connect();
  for (const char byte : admin_request("/healthz")) {
    client.send({&byte, 1});
    host.turn();
    host.advance(milliseconds(1));
  }
  REQUIRE(host.answers(client));
  CHECK(client.received.ends_with("ok\n"));
}

TEST_CASE("what is no request is refused, and the refusal arrives") {
  struct row {
    std::string bytes;
    std::string_view status;
  };
  const row kRows[] = {
      {"\x16\x03\x01\x02", "400"},
      {"GET /\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", "414"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(40'000, 'a') + "\r\n\r\n", "431"},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.status);
    admin_host host;
    admin_client client = host.connect();
    client.send(each.bytes);
    REQUIRE(host.answers(client));
    CHECK(client.received.substr(9, 3) == each.status);
    client.finish_sending();
    CHECK(host.leaves(client));
    CHECK_FALSE(client.was_reset);
    CHECK(client.responses() == 1);
  }
}

TEST_CASE("a client that never ends its request is left after its time") {
  admin_host host;
  admin_client client = host.connect();
  client.send("GET /metrics HT");
  REQUIRE(host.run_until([&] { return host.turns > 0; }));
  host.advance(base::kAdminTime - seconds(1));
  client.send("T");
  host.settle();
  client.take();
  CHECK_FALSE(client.has_ended);
  host.advance(seconds(1));
  CHECK(host.leaves(client));
  CHECK(client.received.empty());
}

TEST_CASE("a client that never reads is left after its time") {
  admin_host host;
  admin_client client = host.connect(2048);
  for (int i = 0; i < 2000; ++i) client.send(admin_request("/metrics"));
  REQUIRE(host.run_until([&] { return host.turns > 0; }));
  host.settle();
  host.advance(base::kAdminTime);
  host.turn();
  CHECK_FALSE(host.listener().next_due());  // nobody is there any more
  CHECK(host.leaves(client));
  CHECK(client.responses() < 2000);
}

TEST_CASE("a silent client does not keep the loop awake, and its time is known") {
  admin_host host;
  admin_client client = host.connect();
  client.send("G");
  CHECK(host.run_until([&] { return host.listener().next_due().has_value() && host.turns > 0; }));
  CHECK(*host.listener().next_due() > host.now().monotonic + base::kAdminTime - seconds(1));
}

TEST_CASE("of too many clients the newest are served, and the others closed") {
  admin_host host;
  std::deque<admin_client> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(host.connect());
    clients.back().send("GET /healthz HTTP/1.1\r\n");
  }
  REQUIRE(host.run_until(
      [&] {
        std::size_t ended = 0;
        for (admin_client& each : clients) {
          each.take();
          if (each.has_ended) ++ended;
        }
        return ended == clients.size() - base::kMaxAdminClients;
      },
      milliseconds(20)));
  admin_client& newest = clients.back();
  newest.send("Host: a\r\n\r\n");
  CHECK(host.answers(newest));
  CHECK(newest.received.ends_with("ok\n"));
}

TEST_CASE("a hundred clients at once are all answered") {
  admin_host host;
  std::deque<admin_client> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(host.connect());
    clients.back().send(admin_request("/metrics", "Connection: close\r\n"));
  }
  CHECK(host.run_until(
      [&] {
        for (admin_client& each : clients) each.take();
        return std::ranges::all_of(clients, &admin_client::has_ended);
      },
      milliseconds(20)));
  for (const admin_client& each : clients) {
    CHECK(each.responses() == 1);
    CHECK_FALSE(each.was_reset);
  }
}

TEST_CASE("a client that never stops asking does no more than is allowed, and nobody starves") {
  admin_host host;
  admin_client greedy = host.connect();
  std::string many;
  for (int i = 0; i < 2000; ++i) many += admin_request("/healthz");
  std::string_view left = many;
  REQUIRE(host.run_until([&] {
    left.remove_prefix(greedy.send(left));
    return host.turns > 0;
  }));
  greedy.take();
  host.turn();  // no time has passed
  greedy.take();
  CHECK(greedy.responses() <= static_cast<std::size_t>(base::kAdminBurst));
  REQUIRE(host.listener().next_due());
  CHECK(*host.listener().next_due() <= host.now().monotonic + base::kAdminInterval);

  const auto begin = host.now().monotonic;
  admin_client modest = host.connect();
  modest.send(admin_request("/readyz"));
  REQUIRE(host.run_until([&] {
    left.remove_prefix(greedy.send(left));
    greedy.take();
    modest.take();
    return modest.responses() == 1;
  }));
  CHECK(modest.received.ends_with("ready\n"));
  const auto took = host.now().monotonic - begin;
  const auto allowed = static_cast<std::size_t>(base::kAdminBurst + took / base::kAdminInterval);
  CHECK(greedy.responses() <= 2 * allowed);
  CHECK(greedy.responses() < 2000);
}

TEST_CASE("the poller around it sees every request, though it sees edges only") {
  admin_host host;
  net::poller outer;
  outer.add_source(host.listener().fd());
  admin_client client = host.connect();
  for (std::size_t i = 1; i <= 20; ++i) {
    client.send(admin_request("/healthz"));
    while (client.responses() < i) {
      const auto ready = outer.wait(seconds(5));
      REQUIRE(ready.size() == 1);
      host.turn();
      host.advance(milliseconds(2));
      host.turn();
      client.take();
    }
  }
}

}  // namespace
}  // namespace owlet::server
