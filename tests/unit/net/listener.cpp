// Tests of net/listener, on the loopback interface.
#include "owlet/net/listener.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>

#include <string>
#include <system_error>

#include "../support.h"

namespace owlet::net {
namespace {

endpoint loopback(std::uint16_t port = 0) { return *endpoint::parse("127.0.0.1", port); }

// A client that has sent a byte, for an accept waits for one.
base::unique_fd connect_to(const endpoint& where) {
  base::unique_fd client(::socket(where.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::connect(client.get(), where.data(), where.size()) == 0);
  testing::write_all(client.get(), "x");
  return client;
}

void wait_for_client(const listener& server) {
  pollfd ready{.fd = server.fd(), .events = POLLIN, .revents = 0};
  REQUIRE(::poll(&ready, 1, 5000) == 1);
}

int option_of(int fd, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  CHECK(::getsockopt(fd, level, name, &value, &size) == 0);
  return value;
}

TEST_CASE("port 0 gets a free port, which is told") {
  const listener first(loopback());
  const listener second(loopback());
  CHECK(first.where().port() != 0);
  CHECK(second.where().port() != 0);
  CHECK(first.where().port() != second.where().port());
  CHECK(first.where().host().view() == "127.0.0.1");
}

TEST_CASE("an address in use is an error that names it") {
  const listener first(loopback());
  std::string message;
  try {
    const listener second(first.where());
  } catch (const std::system_error& error) {
    CHECK((error.code() == std::errc::address_in_use));
    message = error.what();
  }
  CHECK(message == "bind " + first.where().text() + ": Address already in use");
}

TEST_CASE("an address that is not ours is an error") {
  CHECK_THROWS_AS(listener(*endpoint::parse("192.0.2.1", 0)), std::system_error);
}

TEST_CASE("when nobody waits, accept says so at once") {
  const listener server(loopback());
  const accept_result nobody = server.accept();
  CHECK(nobody.status == accept_status::blocked);
  CHECK_FALSE(nobody.socket);
}

TEST_CASE("a connection is non-blocking, not inherited, undelayed, and knows its peer") {
  const listener server(loopback());
  const base::unique_fd client = connect_to(server.where());
  wait_for_client(server);
  const accept_result accepted = server.accept();
  REQUIRE(accepted.status == accept_status::accepted);
  const int fd = accepted.socket.get();
  CHECK((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  CHECK((::fcntl(server.fd(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(option_of(fd, IPPROTO_TCP, TCP_NODELAY) != 0);
  CHECK(accepted.peer.host().view() == "127.0.0.1");
  CHECK(accepted.peer.port() != 0);
  CHECK(testing::read_available(fd) == "x");
  CHECK(server.accept().status == accept_status::blocked);
}

TEST_CASE("clients are handed out one by one until nobody waits") {
  const listener server(loopback());
  const base::unique_fd first = connect_to(server.where());
  const base::unique_fd second = connect_to(server.where());
  for (int i = 0; i < 2; ++i) {
    wait_for_client(server);
    CHECK(server.accept().status == accept_status::accepted);
  }
  CHECK(server.accept().status == accept_status::blocked);
}

TEST_CASE("a full descriptor table is told apart, and the client still waits") {
  const listener server(loopback());
  const base::unique_fd client = connect_to(server.where());
  wait_for_client(server);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit none = before;
  none.rlim_cur = 0;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const accept_status in_need = server.accept().status;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(in_need == accept_status::exhausted);
  CHECK(server.accept().status == accept_status::accepted);
}

TEST_CASE("an IPv6 listener leaves IPv4 alone") {
  const base::unique_fd probe(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const endpoint any = *endpoint::parse("::", 0);
  if (!probe || ::bind(probe.get(), any.data(), any.size()) != 0) {
    MESSAGE("no IPv6 here");
    return;
  }
  const listener six(any);
  CHECK(six.where().host().view() == "::");
  CHECK(option_of(six.fd(), IPPROTO_IPV6, IPV6_V6ONLY) == 1);
  const listener four(*endpoint::parse("0.0.0.0", six.where().port()));
  CHECK(four.where().port() == six.where().port());
}

TEST_CASE("places with port 0 share the port that the first of them got") {
  const auto at = [](const endpoint& where) {
    return listen_spec{.place = tcp_place{.where = where}};
  };
  const listen_spec zero = at(*endpoint::parse("127.0.0.1", 0));
  const auto listeners = listen_at({zero, at(*endpoint::parse("127.0.0.2", 0))});
  REQUIRE(listeners.size() == 2);
  CHECK(listeners[0].where().port() != 0);
  CHECK(listeners[1].where().port() == listeners[0].where().port());
  CHECK(listeners[1].where().host().view() == "127.0.0.2");
  CHECK_THROWS_AS((void)listen_at({zero, at(listeners[0].where())}), std::system_error);
}

}  // namespace
}  // namespace owlet::net
