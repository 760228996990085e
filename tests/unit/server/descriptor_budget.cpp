// Tests of server/descriptor_budget.
#include "owlet/server/descriptor_budget.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "../support.h"
#include "owlet/base/limits.h"

namespace owlet::server {
namespace {

// Runs the check in a process of its own, for a hard limit that was lowered stays so.
template <typename Check>
bool holds_with_limit(rlim_t hard, Check check) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit limit{hard / 2, hard};
    const bool holds = ::setrlimit(RLIMIT_NOFILE, &limit) == 0 && check();
    ::_exit(holds ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_CASE("the soft limit is raised to the hard one") {
  CHECK(holds_with_limit(64, [] {
    const descriptor_budget budget(1);
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 64;
  }));
}

TEST_CASE("connections leave descriptors for the process and for files") {
  struct row {
    rlim_t limit;
    std::size_t most;  // connections
  };
  constexpr row kRows[] = {
      {1000, 1000 - 8 - base::kFileDescriptorReserve},
      {64, 64 - 8 - 16},
      {32, 32 - 8 - 8},
      {20, 20 - 8 - 5},
  };
  for (const row& each : kRows) {
    CAPTURE(each.limit);
    CHECK(holds_with_limit(each.limit, [&each] {
      const descriptor_budget budget(1);
      return budget.has_room_for(0) && budget.has_room_for(each.most) &&
             !budget.has_room_for(each.most + 1);
    }));
  }
}

TEST_CASE("in the smallest table there is room for one connection") {
  CHECK(holds_with_limit(8, [] {
    const descriptor_budget budget(1);
    return budget.has_room_for(1) && !budget.has_room_for(2);
  }));
}

TEST_CASE("the spare descriptor lets one client in when no other is free") {
  const net::listener listener(*net::endpoint::parse("127.0.0.1", 0));
  CHECK(holds_with_limit(64, [&listener] {
    descriptor_budget budget(1);
    const auto connect = [&listener] {
      const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
      const net::endpoint& where = listener.where();
      return ::connect(fd, where.data(), where.size()) == 0 && ::write(fd, "x", 1) == 1;
    };
    if (!connect() || !connect()) return false;
    pollfd ready{.fd = listener.fd(), .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, 5000) != 1) return false;
    while (::dup(0) >= 0) continue;
    using enum net::accept_status;
    if (listener.accept().status != exhausted) return false;
    {
      const net::accept_result client = budget.accept_with_spare(listener);
      if (client.status != accepted || listener.accept().status != exhausted) return false;
      budget.take_spare();  // finds none
    }
    budget.take_spare();  // takes the one that the client had
    budget.take_spare();  // and no second one
    if (listener.accept().status != exhausted) return false;
    ::poll(&ready, 1, 5000);
    return budget.accept_with_spare(listener).status == accepted;
  }));
}

}  // namespace
}  // namespace owlet::server
