// Tests of net/inherited_sockets, in processes that are started with sockets.
#include "owlet/net/inherited_sockets.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "../support.h"
#include "child_process.h"
#include "owlet/net/listener.h"

namespace owlet::net {
namespace {

listen_spec loopback() { return {.place = tcp_place{.where = *endpoint::parse("127.0.0.1", 0)}}; }

listen_spec spec_of(std::string_view text) {
  return std::get<listen_spec>(parse_listen_spec(text, "127.0.0.1"));
}

struct activation {
  const char* count;
  const char* names = nullptr;
  const char* process = nullptr;  // itself, unless it is said
  int sockets = 2;                // that are really there, from 3 on
};

// Starts a process with sockets at 3, 4, ... and gives what work() says of them.
template <typename Work>
std::string activated(const activation& given, Work work) {
  return testing::in_child([&] {
    const int high = ::fcntl(listener(loopback()).fd(), F_DUPFD, 600);
    ::close_range(3, 30, 0);
    for (int i = 0; i < given.sockets; ++i) ::dup2(high, 3 + i);
    const std::string process =
        given.process != nullptr ? given.process : std::to_string(::getpid());
    ::setenv("LISTEN_PID", process.c_str(), 1);
    ::setenv("LISTEN_FDS", given.count, 1);
    if (given.names != nullptr) ::setenv("LISTEN_FDNAMES", given.names, 1);
    auto inherited = inherited_sockets::take_from_environment();
    return work(inherited);
  });
}

std::string written(const std::vector<listen_spec>& specs) {
  std::string text;
  for (const listen_spec& each : specs) {
    text +=
        (text.empty() ? "" : " ") + each.text() + '=' + std::get<inherited_place>(each.place).name;
  }
  return text;
}

std::string places_of(inherited_sockets& inherited) {
  return written(inherited.places(listener_use::site)) + '|' +
         written(inherited.places(listener_use::admin));
}

TEST_CASE("what socket activation gives is for the site, but for what is named admin") {
  CHECK(activated({.count = "2"}, places_of) == "fd:3=unknown fd:4=unknown|");
  CHECK(activated({.count = "2", .names = "http:admin"}, places_of) == "fd:3=http|fd:4=admin");
  CHECK(activated({.count = "2", .names = ":b"}, places_of) == "fd:3=unknown fd:4=b|");
  CHECK(activated({.count = "1", .names = "a", .sockets = 1}, places_of) == "fd:3=a|");
  CHECK(activated({.count = "0", .sockets = 0}, places_of) == "|");
}

TEST_CASE("what is for another process is not taken") {
  CHECK(activated({.count = "2", .process = "1"}, places_of) == "|");
}

TEST_CASE("the variables are gone, and the descriptors stay in this process") {
  const std::string said = activated({.count = "2", .names = "a:b"}, [](inherited_sockets&) {
    std::string text;
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) {
      text += std::getenv(name) == nullptr ? '-' : '!';
    }
    for (const int fd : {3, 4}) text += (::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0 ? 'c' : 'o';
    return text;
  });
  CHECK(said == "---cc");
}

TEST_CASE("variables that do not fit are an error that shows them") {
  CHECK(activated({.count = "two"}, places_of) ==
        "LISTEN_FDS=two, which is no number of descriptors: Invalid argument");
  CHECK(activated({.count = "-1"}, places_of) ==
        "LISTEN_FDS=-1, which is no number of descriptors: Invalid argument");
  CHECK(activated({.count = "99999999999"}, places_of) ==
        "LISTEN_FDS=99999999999, which is no number of descriptors: Invalid argument");
  CHECK(activated({.count = "2", .names = "a"}, places_of) ==
        "LISTEN_FDNAMES=a, which are not LISTEN_FDS=2 names: Invalid argument");
  CHECK(activated({.count = "2", .names = "a:b:c"}, places_of) ==
        "LISTEN_FDNAMES=a:b:c, which are not LISTEN_FDS=2 names: Invalid argument");
  CHECK(activated({.count = "2", .process = "me"}, places_of) ==
        "LISTEN_PID=me, which is no process: Invalid argument");
  CHECK(activated({.count = "3"}, places_of) == "inherited descriptor 5: Bad file descriptor");
}

TEST_CASE("a name stands for every socket that bears it") {
  const auto resolved = [](std::string_view place) {
    return [place](inherited_sockets& inherited) {
      return written(inherited.resolve(spec_of(place)));
    };
  };
  const activation three{.count = "3", .names = "web:other:web", .sockets = 3};
  CHECK(activated(three, resolved("fd:web")) == "fd:3=web fd:5=web");
  CHECK(activated(three, resolved("fd:web,proxy")) == "fd:3,proxy=web fd:5,proxy=web");
  CHECK(activated(three, resolved("fd:4")) == "fd:4=other");
  CHECK(activated(three, resolved("fd:9")) == "fd:9=");
  CHECK(activated(three, resolved("fd:none")) ==
        "listen fd:none, for nothing in LISTEN_FDNAMES is it: Invalid argument");
}

TEST_CASE("a descriptor is taken, the others are closed in the end") {
  const std::string said = activated({.count = "2"}, [](inherited_sockets& inherited) {
    const base::unique_fd taken = inherited.take_descriptor(4);
    inherited = {};
    return std::string(testing::is_open(3) ? "open" : "closed") +
           (taken.get() == 4 && testing::is_open(4) ? " open" : " closed");
  });
  CHECK(said == "closed open");
}

TEST_CASE("a descriptor that nobody announced is taken as it is") {
  const std::string said = activated({.count = "1", .sockets = 2}, [](inherited_sockets& given) {
    const base::unique_fd taken = given.take_descriptor(4);
    return std::to_string(taken.get()) + ((::fcntl(4, F_GETFD) & FD_CLOEXEC) != 0 ? "c" : "o");
  });
  CHECK(said == "4c");
  CHECK(activated({.count = "1", .sockets = 1}, [](inherited_sockets& given) {
          return std::to_string(given.take_descriptor(19).get());
        }) == "inherited descriptor 19: Bad file descriptor");
}

TEST_CASE("a description that no owlet has written is refused") {
  for (const char* text : {"", "x", "owlet 2\n", "owlet 1\nx", "owlet 1\nsocket",
                           "owlet 1\nsocket x 0 site 0 0 a:1", "owlet 1\nsocket -1 0 site 0 0 a:1",
                           "owlet 1\nsocket 0 0 other 0 0 a:1", "owlet 1\nsocket 0 0 site 0 0 ",
                           "owlet 1\nsocket 0 0 site 0 0", "owlet 1\nsocket 0 0 site 0",
                           "owlet 1\nsocket 0 x site 0 0 a:1", "owlet 1\nthing 0 0 site 0 0 a:1",
                           "owlet 1\n\n", "owlet 1\nactivated", "owlet 1\nactivated x a"}) {
    CAPTURE(text);
    CHECK(testing::in_child([text] {
            ::setenv(kHandOverVariable, text, 1);
            (void)inherited_sockets::take_from_environment();
            return std::string("taken");
          }) == "OWLET_INHERIT, which is for an owlet that replaces another one: Invalid argument");
  }
  CHECK(testing::in_child([] {
          ::setenv(kHandOverVariable, "owlet 1\nsocket 555 0 site 0 0 127.0.0.1:80\n", 1);
          (void)inherited_sockets::take_from_environment();
          return std::string("taken");
        }) == "inherited descriptor 555: Bad file descriptor");
}

TEST_CASE("places are the same when one socket serves them") {
  const auto key = [](std::string_view text) { return place_key(spec_of(text)); };
  CHECK(key("80,proxy") == key("80"));
  CHECK(key("unix:/a,mode=600,owner=a,group=b,proxy") == key("unix:/a"));
  CHECK(key("unix:/a") != key("unix:/b"));
  CHECK(key("[::]:80,dual") != key("[::]:80"));
  CHECK(key("127.0.0.1:0") != key("127.0.0.2:0"));
  CHECK(key("fd:3,proxy") == key("fd:3"));
}

}  // namespace
}  // namespace owlet::net
