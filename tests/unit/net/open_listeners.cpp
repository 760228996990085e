// Tests of net/open_listeners.
#include "owlet/net/open_listeners.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <numeric>
#include <string>
#include <vector>

#include "../support.h"
#include "unix_client.h"

namespace owlet::net {
namespace {

std::vector<listen_spec> specs_of(std::initializer_list<std::string> texts) {
  std::vector<listen_spec> specs;
  for (const std::string& text : texts) {
    specs.push_back(std::get<listen_spec>(parse_listen_spec(text, "127.0.0.1")));
  }
  return specs;
}

std::vector<std::vector<listener>> open(std::initializer_list<std::string> places,
                                        unsigned workers) {
  inherited_sockets none;
  return open_listeners(specs_of(places), workers, listener_use::site, none);
}

base::unique_fd connect_to(const endpoint& where) {
  base::unique_fd client(::socket(where.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::connect(client.get(), where.data(), where.size()) == 0);
  testing::write_all(client.get(), "x");
  return client;
}

// Accepts at the first listeners of all sets until so many have come, or none does for 5 s. The
// kernel may queue a connection later than its client knows of it. Returns how many each has got.
std::vector<int> accept_all(const std::vector<std::vector<listener>>& sets, int count) {
  std::vector<pollfd> waiting;
  for (const auto& set : sets)
    waiting.push_back({.fd = set[0].fd(), .events = POLLIN, .revents = 0});
  std::vector<int> got(sets.size());
  while (count > 0 && ::poll(waiting.data(), waiting.size(), 5000) > 0) {
    for (std::size_t i = 0; i < sets.size(); ++i) {
      accept_status status = accept_status::accepted;
      while ((status = sets[i][0].accept().status) == accept_status::accepted) {
        ++got[i];
        --count;
      }
      REQUIRE(status == accept_status::blocked);
    }
  }
  return got;
}

TEST_CASE("places with port 0 share the port that the first of them got") {
  const auto sets = open({"127.0.0.1:0", "127.0.0.2:0"}, 1);
  REQUIRE(sets.size() == 1);
  const auto& listeners = sets.front();
  REQUIRE(listeners.size() == 2);
  CHECK(listeners[0].where().port() != 0);
  CHECK(listeners[1].where().port() == listeners[0].where().port());
  CHECK(listeners[1].where().host().view() == "127.0.0.2");
  CHECK_FALSE(listeners[0].is_shared());
  CHECK_THROWS_AS((void)open({listeners[0].text()}, 1), std::system_error);
}

TEST_CASE("each worker has a TCP socket of its own at the same address, and all of them are used") {
  const auto sets = open({"127.0.0.1:0", "127.0.0.2:0"}, 3);
  REQUIRE(sets.size() == 3);
  std::vector<base::unique_fd> clients;
  for (const auto& set : sets) {
    REQUIRE(set.size() == 2);
    CHECK(set[0].text() == sets[0][0].text());
    CHECK(set[1].text() == sets[0][1].text());
    CHECK_FALSE(set[0].is_shared());
    CHECK_FALSE(set[0].is_duplicate());
  }
  // That one of three gets none of 200 has a chance of 1 in 10^34.
  for (int i = 0; i < 200; ++i) clients.push_back(connect_to(sets[0][0].where()));
  const std::vector<int> got = accept_all(sets, 200);
  for (const int here : got) CHECK(here > 0);
  CHECK(std::accumulate(got.begin(), got.end(), 0) == 200);
}

TEST_CASE("with several workers too, an address that another process has is told") {
  const auto others = open({"127.0.0.1:0"}, 2);
  CHECK_THROWS_AS((void)open({others[0][0].text()}, 2), std::system_error);
  CHECK_THROWS_AS((void)open({"127.0.0.1:0", "127.0.0.1:0"}, 2), std::system_error);
}

TEST_CASE("a unix socket is shared by the workers, and one of them removes its name") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  {
    auto sets = open({"unix:" + path + ",proxy", "127.0.0.1:0"}, 2);
    REQUIRE(sets[1].size() == 2);
    CHECK(sets[0][0].is_shared());
    CHECK(sets[1][0].is_shared());
    CHECK(sets[1][0].has_proxy_header());
    CHECK_FALSE(sets[0][1].is_shared());
    const base::unique_fd client = testing::connect_to_unix(path);
    CHECK(sets[1][0].accept().status == accept_status::accepted);
    CHECK(sets[0][0].accept().status == accept_status::blocked);
    sets[1].clear();
    CHECK(testing::connect_to_unix(path));
    sets[0].clear();
    CHECK(::access(path.c_str(), F_OK) != 0);
  }
  const auto alone = open({"unix:" + path}, 1);
  CHECK_FALSE(alone[0][0].is_shared());
}

TEST_CASE("a descriptor is taken by its number, and shared by the workers") {
  listener source(*endpoint::parse("127.0.0.1", 0));
  const int fd = ::fcntl(source.fd(), F_DUPFD, 0);
  REQUIRE(fd >= 0);
  const auto sets = open({"fd:" + std::to_string(fd)}, 2);
  CHECK(sets[0][0].fd() == fd);
  CHECK(sets[1][0].is_duplicate());
  CHECK(sets[1][0].where().port() == source.where().port());
}

TEST_CASE("an error says what to do") {
  const auto remedy = [](const std::string& place) {
    try {
      (void)open({place}, 1);
    } catch (const std::system_error& error) {
      return std::string(listening_remedy(error.what(), error.code()));
    }
    return std::string("none needed");
  };
  const testing::temporary_directory directory;
  directory.write("file", "");
  const auto at = [&directory](const std::string& name) { return "unix:" + directory.path(name); };
  const base::unique_fd live = testing::bind_unix(directory.path("live"), 1);
  CHECK(remedy(at("live")) == "stop it, or choose another path");
  CHECK(remedy(at("file")) == "remove it, or choose another path");
  CHECK(remedy(at("none/s")) == "make the directory of the socket");
  CHECK(remedy(at("s") + ",owner=no-such-user") ==
        "give a name of /etc/passwd or /etc/group, or a number");
  CHECK(remedy("fd:http").starts_with("give a stream socket that listens"));
  CHECK(remedy("192.0.2.1:0").empty());  // the caller's
  const std::error_code denied = std::make_error_code(std::errc::permission_denied);
  CHECK(listening_remedy("bind unix:/run/s: Permission denied", denied)
            .starts_with("the user of owlet needs permission"));
}

}  // namespace
}  // namespace owlet::net
