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
#include "unix_client.h"

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
  // At an address that nobody else has, for another may be at this port of 127.0.0.1.
  const listener four(*endpoint::parse("127.77.65.1", six.where().port()));
  CHECK(four.where().port() == six.where().port());
}

TEST_CASE("a dual-stack listener takes IPv4 clients too, who look like such") {
  const base::unique_fd probe(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const endpoint any = *endpoint::parse("::", 0);
  if (!probe || ::bind(probe.get(), any.data(), any.size()) != 0) {
    MESSAGE("no IPv6 here");
    return;
  }
  const listener both(listen_spec{.place = tcp_place{.where = any, .is_dual_stack = true}});
  const base::unique_fd client = connect_to(loopback(both.where().port()));
  wait_for_client(both);
  const accept_result accepted = both.accept();
  REQUIRE(accepted.status == accept_status::accepted);
  CHECK(accepted.peer.host().view() == "127.0.0.1");
}

TEST_CASE("a port for 0 is taken, and what it was opened for is kept") {
  // At an address that nobody else has, for another could take the port in between.
  const endpoint own = *endpoint::parse("127.77.65.2", 0);
  std::uint16_t port = 0;
  {
    const listener first(own);
    port = first.where().port();
  }
  const listen_spec zero{.place = tcp_place{.where = own}, .has_proxy_header = true};
  const listener second(zero, port_group::none, port);
  CHECK(second.where().port() == port);
  CHECK(second.spec().text() == "127.77.65.2:0,proxy");
  CHECK(second.text() == "127.77.65.2:" + std::to_string(port));
  CHECK(second.has_proxy_header());
  CHECK_FALSE(second.is_shared());
}

TEST_CASE("a group has one address, which nobody else gets") {
  const listen_spec zero{.place = tcp_place{.where = loopback()}};
  const listener first(zero, port_group::first);
  const std::uint16_t port = first.where().port();
  const listener second(zero, port_group::member, port);
  CHECK(second.where().port() == port);
  for (const port_group group : {port_group::none, port_group::first}) {
    CHECK_THROWS_AS(listener(zero, group, port), std::system_error);
  }
  const listener alone(zero);
  CHECK_THROWS_AS(listener(zero, port_group::member, alone.where().port()), std::system_error);
}

TEST_CASE("clients of a unix socket come without an address") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  const listener server(listen_spec{.place = unix_place{.path = path}});
  CHECK(server.where().family() == AF_UNIX);
  CHECK(server.text() == "unix:" + path);
  CHECK(server.accept().status == accept_status::blocked);
  const base::unique_fd client = testing::connect_to_unix(path);
  const accept_result accepted = server.accept();
  REQUIRE(accepted.status == accept_status::accepted);
  CHECK(accepted.peer.text() == "unix:");
  CHECK((::fcntl(accepted.socket.get(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK(server.accept().status == accept_status::blocked);
}

TEST_CASE("a duplicate accepts from the same queue, and both are shared") {
  listener server(loopback());
  const listener other = server.duplicate();
  CHECK(server.is_shared());
  CHECK(other.is_shared());
  CHECK_FALSE(server.is_duplicate());
  CHECK(other.is_duplicate());
  CHECK((::fcntl(other.fd(), F_GETFD) & FD_CLOEXEC) != 0);
  const base::unique_fd client = connect_to(server.where());
  wait_for_client(server);
  CHECK(other.accept().status == accept_status::accepted);
  CHECK(server.accept().status == accept_status::blocked);
}

TEST_CASE("a socket that listens already is taken over, and made fit") {
  base::unique_fd given(::socket(AF_INET, SOCK_STREAM, 0));
  const endpoint where = loopback();
  REQUIRE(::bind(given.get(), where.data(), where.size()) == 0);
  REQUIRE(::listen(given.get(), 5) == 0);
  const int fd = given.get();
  const listener taken(std::move(given), {.place = inherited_place{.fd = fd}});
  CHECK(taken.fd() == fd);
  CHECK(taken.where().port() != 0);
  CHECK((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(option_of(fd, IPPROTO_TCP, TCP_NODELAY) != 0);
  CHECK(option_of(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT) != 0);
}

TEST_CASE("what does not listen is refused by its name") {
  const auto refusal = [](base::unique_fd given) {
    try {
      const listener taken(std::move(given), {.place = inherited_place{.fd = 7}});
    } catch (const std::system_error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const auto socket = [](int family, int type) {
    return base::unique_fd(::socket(family, type | SOCK_CLOEXEC, 0));
  };
  CHECK(refusal(socket(AF_INET, SOCK_STREAM)) ==
        "listen fd:7, which does not listen: Invalid argument");
  CHECK(refusal(socket(AF_INET, SOCK_DGRAM)) ==
        "listen fd:7, which is no stream socket: Invalid argument");
  CHECK(refusal(testing::make_socket_pair().ours) ==
        "listen fd:7, which does not listen: Invalid argument");
  CHECK(refusal(testing::make_pipe().ours) == "listen fd:7: Socket operation on non-socket");
}

}  // namespace
}  // namespace owlet::net
