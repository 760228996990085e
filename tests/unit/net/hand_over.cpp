// Tests of net/hand_over: one process opens listeners, another takes them over.
#include "owlet/net/hand_over.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "../support.h"
#include "child_process.h"
#include "owlet/net/open_listeners.h"
#include "unix_client.h"

namespace owlet::net {
namespace {

using listener_sets = std::vector<std::vector<listener>>;
using places = std::initializer_list<std::string>;

listener_sets open(places wanted, unsigned workers, inherited_sockets& inherited,
                   listener_use use = listener_use::site) {
  std::vector<listen_spec> specs;
  for (const std::string& text : wanted) {
    specs.push_back(std::get<listen_spec>(parse_listen_spec(text, "127.0.0.1")));
  }
  return open_listeners(specs, workers, use, inherited);
}

listener_sets open(places wanted, unsigned workers) {
  inherited_sockets none;
  return open(wanted, workers, none);
}

// "0:127.0.0.1:80 0:unix:/s 1:unix:/s*": worker and place, with a star for a shared one.
std::string written(const listener_sets& sets) {
  std::string text;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    for (const listener& each : sets[i]) {
      text += (text.empty() ? "" : " ") + std::to_string(i) + ':' + each.text() +
              (each.is_shared() ? "*" : "");
    }
  }
  return text;
}

// What a process that follows makes of what it is handed.
template <typename Work>
std::string followed_by(const hand_over& description, Work work) {
  return testing::in_child([&] {
    if (!description.keep_open()) return std::string("not open");
    ::setenv(kHandOverVariable, description.text().c_str(), 1);
    auto inherited = inherited_sockets::take_from_environment();
    if (std::getenv(kHandOverVariable) != nullptr) return std::string("still set");
    return std::string(work(inherited));
  });
}

std::string followed_by(const listener_sets& sets, places wanted, unsigned workers) {
  hand_over description;
  description.add(sets, listener_use::site);
  return followed_by(description, [&](inherited_sockets& inherited) {
    return written(open(wanted, workers, inherited));
  });
}

base::unique_fd connect_to(const endpoint& where) {
  base::unique_fd client(::socket(where.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::connect(client.get(), where.data(), where.size()) == 0);
  testing::write_all(client.get(), "x");
  return client;
}

bool is_passed_by_exec(const hand_over& description, bool keeps) {
  const std::string test =
      "[ -S /proc/self/fd/" + std::to_string(description.descriptors()[0]) + " ]";
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (keeps && !description.keep_open()) ::_exit(3);
    ::execl("/bin/sh", "sh", "-c", test.c_str(), nullptr);
    ::_exit(2);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status == 0;
}

TEST_CASE("descriptors get through exec when they are kept open, and not otherwise") {
  hand_over description;
  const auto sets = open({"127.0.0.1:0"}, 1);
  description.add(sets, listener_use::site);
  REQUIRE(description.descriptors().size() == 1);
  CHECK(is_passed_by_exec(description, true));
  CHECK_FALSE(is_passed_by_exec(description, false));
  CHECK((::fcntl(sets[0][0].fd(), F_GETFD) & FD_CLOEXEC) != 0);  // here nothing has changed
}

TEST_CASE("the same places are taken over with their ports, and with who waits there") {
  const testing::temporary_directory directory;
  const std::string unix_place = "unix:" + directory.path("s");
  const auto sets = open({"127.0.0.1:0", "127.0.0.2:0", unix_place}, 1);
  const base::unique_fd tcp_client = connect_to(sets[0][0].where());
  const base::unique_fd unix_client = testing::connect_to_unix(directory.path("s"));
  hand_over description;
  description.add(sets, listener_use::site);
  const std::string said = followed_by(description, [&](inherited_sockets& inherited) {
    const auto taken =
        open({"127.0.0.1:0", "127.0.0.2:0,proxy", unix_place + ",mode=600"}, 1, inherited);
    std::string text = written(taken) + (taken[0][1].has_proxy_header() ? " proxy" : "");
    for (const listener& each : taken[0]) {
      pollfd ready{.fd = each.fd(), .events = POLLIN, .revents = 0};
      ::poll(&ready, 1, &each == &taken[0][1] ? 0 : 5000);
      text += each.accept().status == accept_status::accepted ? " client" : " nobody";
    }
    return text;
  });
  CHECK(said == written(sets) + " proxy client nobody client");
}

TEST_CASE("what is not wanted any more is closed, and what is new is opened") {
  const auto sets = open({"127.0.0.1:0", "127.0.0.2:0"}, 1);
  const std::string port = std::to_string(sets[0][0].where().port());
  hand_over description;
  description.add(sets, listener_use::site);
  const std::string said = followed_by(description, [&](inherited_sockets& inherited) {
    const auto taken = open({"127.0.0.3:0", "127.0.0.2:0"}, 1, inherited);
    inherited = {};
    return written(taken) + (testing::is_open(sets[0][0].fd()) ? " open" : " closed");
  });
  CHECK(said == "0:127.0.0.3:" + port + " 0:127.0.0.2:" + port + " closed");
}

TEST_CASE("more workers than before open their own sockets") {
  const std::string one = "127.0.0.1:0";
  const auto alone = open({one}, 1);
  const std::string at = alone[0][0].text();
  CHECK(followed_by(alone, {one}, 3) == "0:" + at + " 1:" + at + " 2:" + at);
  const auto two = open({one}, 2);
  const std::string there = two[0][0].text();
  CHECK(followed_by(two, {one}, 3) == "0:" + there + " 1:" + there + " 2:" + there);
}

TEST_CASE("workers that may not open their own share what was handed on") {
  if (::geteuid() != 0) {
    MESSAGE("only root can become somebody else");
    return;
  }
  const auto alone = open({"127.0.0.1:0"}, 1);
  hand_over description;
  description.add(alone, listener_use::site);
  const std::string said = followed_by(description, [&](inherited_sockets& inherited) {
    if (::setuid(65534) != 0) return std::string("setuid");
    return written(open({"127.0.0.1:0"}, 2, inherited));
  });
  CHECK(said == "0:" + alone[0][0].text() + "* 1:" + alone[0][0].text() + '*');
}

TEST_CASE("with fewer workers than before, nobody who waits is lost") {
  const auto sets = open({"127.0.0.1:0"}, 3);
  const std::string at = sets[0][0].text();
  CHECK(followed_by(sets, {"127.0.0.1:0"}, 2) == "0:" + at + " 0:" + at + " 1:" + at);
  CHECK(followed_by(sets, {"127.0.0.1:0"}, 1) == "0:" + at + " 0:" + at + " 0:" + at);
}

TEST_CASE("a shared socket is handed on once, and shared again") {
  const testing::temporary_directory directory;
  const std::string place = "unix:" + directory.path("s");
  const auto sets = open({place}, 2);
  hand_over description;
  description.add(sets, listener_use::site);
  CHECK(description.descriptors().size() == 1);
  CHECK(followed_by(sets, {place}, 2) == "0:" + place + "* 1:" + place + '*');
  CHECK(followed_by(sets, {place}, 1) == "0:" + place);
}

TEST_CASE("the same place of the site and of the admin listener is told apart") {
  inherited_sockets none;
  const auto site = open({"127.0.0.1:0"}, 1, none);
  const auto admin = open({"127.0.0.1:0"}, 1, none, listener_use::admin);
  hand_over description;
  description.add(site, listener_use::site);
  description.add(admin, listener_use::admin);
  const std::string said = followed_by(description, [](inherited_sockets& inherited) {
    const auto other = open({"127.0.0.1:0"}, 1, inherited, listener_use::admin);
    return written(other) + ' ' + written(open({"127.0.0.1:0"}, 1, inherited));
  });
  CHECK(said == written(admin) + ' ' + written(site));
}

TEST_CASE("what socket activation gave keeps its number and its name") {
  const std::string said = testing::in_child([] {
    const int high = ::fcntl(listener(*endpoint::parse("127.0.0.1", 0)).fd(), F_DUPFD, 600);
    ::close_range(3, 30, 0);
    ::dup2(high, 3);
    ::dup2(high, 4);
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
    ::setenv("LISTEN_FDS", "2", 1);
    ::setenv("LISTEN_FDNAMES", "web:admin", 1);
    auto inherited = inherited_sockets::take_from_environment();
    const auto site =
        open_listeners(inherited.places(listener_use::site), 2, listener_use::site, inherited);
    const auto admin =
        open_listeners(inherited.places(listener_use::admin), 1, listener_use::admin, inherited);
    hand_over description;
    description.add(site, listener_use::site);
    description.add(admin, listener_use::admin);
    return description.text() + followed_by(description, [](inherited_sockets& given) {
             return given.places(listener_use::site).at(0).text() + ' ' +
                    given.places(listener_use::admin).at(0).text() + ' ' +
                    std::to_string(open({"fd:web"}, 1, given)[0][0].fd());
           });
  });
  CHECK(said == "owlet 1\nactivated 3 web\nactivated 4 admin\nfd:3 fd:4 3");
}

TEST_CASE("the name of a unix socket belongs to whoever was told so last") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  auto sets = open({"unix:" + path}, 1);
  hand_over description;
  description.add(sets, listener_use::site);
  const auto there = [&path] { return ::access(path.c_str(), F_OK) == 0; };
  const auto follower = [&](bool owns) {
    return followed_by(description, [&](inherited_sockets& inherited) {
      auto taken = open({"unix:" + path}, 1, inherited);
      if (owns) taken[0][0].name().own();
      taken.clear();
      return there() ? "there" : "gone";
    });
  };
  CHECK(follower(false) == "there");  // he failed: the socket is still that of the first
  CHECK(follower(true) == "gone");
}

TEST_CASE("a unix socket whose name is another's by now is opened anew") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  auto sets = open({"unix:" + path}, 1);
  sets[0][0].name().disown();
  REQUIRE(::unlink(path.c_str()) == 0);
  hand_over description;
  description.add(sets, listener_use::site);
  const std::string said = followed_by(description, [&](inherited_sockets& inherited) {
    const auto taken = open({"unix:" + path}, 1, inherited);
    return testing::connect_to_unix(path) ? "answers" : "";
  });
  CHECK(said == "answers");
}

TEST_CASE("an abstract socket is taken over") {
  const std::string place = "unix:@owlet-hand-over-" + std::to_string(::getpid());
  CHECK(followed_by(open({place}, 1), {place}, 1) == "0:" + place);
}

}  // namespace
}  // namespace owlet::net
