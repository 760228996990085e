// Tests of net/unix_socket, in directories of their own.
#include "owlet/net/unix_socket.h"

#include <doctest/doctest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <system_error>
#include <utility>

#include "../support.h"
#include "unix_client.h"

namespace owlet::net {
namespace {

using testing::bind_unix;
using testing::connect_to_unix;

mode_t mode_of(const std::string& path) {
  struct stat found = {};
  REQUIRE(::lstat(path.c_str(), &found) == 0);
  return found.st_mode & 07777;
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::string refusal(const unix_place& place) {
  try {
    const unix_listener made = listen_at_unix(place);
  } catch (const std::system_error& error) {
    return error.what();
  }
  return {};
}

// Runs in a process of its own, and gives what it returned.
template <typename Work>
bool in_child(Work work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(work() ? 0 : 1);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status == 0;
}

TEST_CASE("the file is there while somebody listens, and gone in the end") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  {
    const unix_listener made = listen_at_unix({.path = path});
    CHECK(socket_at(path) == made.name.file());
    const base::unique_fd client = connect_to_unix(path);
  }
  CHECK_FALSE(exists(path));
}

TEST_CASE("the file has the mode that was wished for, and the one of umask otherwise") {
  const testing::temporary_directory directory;
  const mode_t before = ::umask(027);
  {
    const unix_listener plain = listen_at_unix({.path = directory.path("plain")});
    CHECK(mode_of(directory.path("plain")) == 0750);
  }
  for (const mode_t mode : {mode_t{0600}, mode_t{0660}, mode_t{0777}, mode_t{0}}) {
    CAPTURE(mode);
    const unix_listener made = listen_at_unix({.path = directory.path("s"), .mode = mode});
    CHECK(mode_of(directory.path("s")) == mode);
  }
  CHECK(::umask(before) == 027);
}

TEST_CASE("the file has the owner that was wished for, by name or by number") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  if (::geteuid() != 0) {
    const unix_listener mine = listen_at_unix(
        {.path = path, .owner = std::to_string(::geteuid()), .group = std::to_string(::getegid())});
    MESSAGE("only root may give a file away");
    return;
  }
  struct row {
    const char* owner;
    const char* group;
    uid_t uid;
    gid_t gid;
  };
  constexpr row kRows[] = {
      {"12345", "", 12345, 0}, {"", "12346", 0, 12346}, {"root", "12346", 0, 12346}};
  for (const row& each : kRows) {
    const unix_listener made =
        listen_at_unix({.path = path, .mode = 0660, .owner = each.owner, .group = each.group});
    struct stat found = {};
    REQUIRE(::lstat(path.c_str(), &found) == 0);
    CHECK(found.st_uid == each.uid);
    CHECK(found.st_gid == each.gid);
    CHECK(mode_of(path) == 0660);
  }
}

TEST_CASE("an owner who is unknown is named, and nothing is left behind") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  CHECK(refusal({.path = path, .owner = "no-such-user"}) ==
        "owner of unix:" + path + ", for no user is called no-such-user: Invalid argument");
  CHECK(refusal({.path = path, .group = "no-such-group"}) ==
        "group of unix:" + path + ", for no group is called no-such-group: Invalid argument");
  CHECK_FALSE(exists(path));
}

TEST_CASE("a socket that nobody answers on is taken over") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  bind_unix(path, 1).reset();
  REQUIRE(exists(path));
  const auto stale = socket_at(path);
  const unix_listener made = listen_at_unix({.path = path, .mode = 0600});
  CHECK(socket_at(path) == made.name.file());
  CHECK(mode_of(path) == 0600);
  const base::unique_fd client = connect_to_unix(path);
  CHECK(stale.has_value());
}

TEST_CASE("a socket that somebody answers on stays his, and the error says who it is") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  const base::unique_fd live = bind_unix(path, 4);
  const auto before = socket_at(path);
  CHECK(refusal({.path = path}) == "bind unix:" + path + ", where process " +
                                       std::to_string(::getpid()) +
                                       " answers: Address already in use");
  CHECK(socket_at(path) == before);
  const base::unique_fd client = connect_to_unix(path);
}

TEST_CASE("somebody with no room in his queue answers too, and so does a datagram socket") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("full");
  const base::unique_fd full = bind_unix(path, 0);
  const base::unique_fd waiting = connect_to_unix(path);
  CHECK(refusal({.path = path}) ==
        "bind unix:" + path + ", where another process answers: Address already in use");
  const std::string other = directory.path("datagram");
  const base::unique_fd datagram = bind_unix(other, -1, SOCK_DGRAM);
  CHECK(refusal({.path = other}) ==
        "bind unix:" + other + ", where another process answers: Address already in use");
  CHECK(exists(path));
  CHECK(exists(other));
}

TEST_CASE("what is no socket is left alone") {
  const testing::temporary_directory directory;
  directory.write("file", "content");
  directory.link("nowhere", "link");
  bind_unix(directory.path("stale"), 1).reset();
  directory.link("stale", "link to a socket");
  for (const char* name : {"file", "link", "link to a socket"}) {
    const std::string path = directory.path(name);
    CHECK(refusal({.path = path}) ==
          "bind unix:" + path + ", where a file is that is no socket: File exists");
    struct stat found = {};
    CHECK(::lstat(path.c_str(), &found) == 0);
  }
}

TEST_CASE("a directory that is not there is an error that names the path") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("none/s");
  CHECK(refusal({.path = path}) == "bind unix:" + path + ": No such file or directory");
}

TEST_CASE("of two that start at once, one gets a stale socket") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  constexpr int kRounds = 20;
  for (int round = 0; round < kRounds; ++round) {
    bind_unix(path, 1).reset();
    testing::fd_pair start = testing::make_pipe();
    testing::fd_pair done = testing::make_pipe();
    testing::fd_pair go_on = testing::make_pipe();
    std::array<pid_t, 2> children{};
    for (pid_t& child : children) {
      child = ::fork();
      REQUIRE(child >= 0);
      if (child != 0) continue;
      start.ours.reset();
      go_on.ours.reset();
      char byte = 0;
      const auto wait_for_end = [&byte](int fd) {
        ::fcntl(fd, F_SETFL, 0);
        return ::read(fd, &byte, 1);
      };
      wait_for_end(start.theirs.get());
      bool won = true;
      std::optional<unix_listener> made;
      try {
        made.emplace(listen_at_unix({.path = path}));
      } catch (const std::system_error&) {
        won = false;
      }
      if (::write(done.ours.get(), won ? "w" : "l", 1) != 1) ::_exit(2);
      wait_for_end(go_on.theirs.get());
      made.reset();
      ::_exit(0);
    }
    start.ours.reset();
    done.ours.reset();
    ::fcntl(done.theirs.get(), F_SETFL, 0);
    const std::string outcomes = testing::read_available(done.theirs.get(), 2);
    CHECK((outcomes == "wl" || outcomes == "lw"));
    CHECK(connect_to_unix(path));
    go_on.ours.reset();
    for (const pid_t child : children) REQUIRE(::waitpid(child, nullptr, 0) == child);
    CHECK_FALSE(exists(path));
  }
}

TEST_CASE("a name that leads to another socket by now is not removed") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  base::unique_fd other;
  {
    const unix_listener made = listen_at_unix({.path = path});
    REQUIRE(::unlink(path.c_str()) == 0);
    other = bind_unix(path, 1);
  }
  CHECK(exists(path));
}

TEST_CASE("only the process that owns a name removes it") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  unix_listener made = listen_at_unix({.path = path});
  CHECK(in_child([&made] {
    const unix_listener gone = std::move(made);
    return true;
  }));
  CHECK(in_child([&made, &path] {
    made.name = socket_name();
    return exists(path);
  }));
  CHECK(in_child([&made, &path] {
    made.name.own();
    made.name = socket_name();
    return !exists(path);
  }));
}

TEST_CASE("a name that was given up is not removed, and one that was taken over is") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("s");
  file_identity file;
  {
    unix_listener made = listen_at_unix({.path = path});
    file = made.name.file();
    made.name.disown();
  }
  CHECK(exists(path));
  { const socket_name other(path, file); }
  CHECK(exists(path));
  {
    socket_name successor(path, file);
    successor.own();
    const socket_name moved = std::move(successor);
    CHECK(successor.empty());
    CHECK(exists(path));
  }
  CHECK_FALSE(exists(path));
}

TEST_CASE("an abstract socket has no file") {
  const std::string name = "@owlet-test-" + std::to_string(::getpid());
  const unix_listener made = listen_at_unix({.path = name});
  CHECK(made.name.empty());
  CHECK(refusal({.path = name}) == "bind unix:" + name + ": Address already in use");
  const base::unique_fd client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, sizeof address.sun_path - 1, 1);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  CHECK(::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
}

TEST_CASE("a lock on the directory is waited for, but not for ever") {
  const testing::temporary_directory directory;
  const base::unique_fd held(::open(directory.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(::flock(held.get(), LOCK_EX) == 0);
  const auto before = base::read_clock().monotonic;
  const unix_listener made = listen_at_unix({.path = directory.path("s")});
  CHECK(base::read_clock().monotonic - before > std::chrono::milliseconds(100));
  CHECK(connect_to_unix(directory.path("s")));
}

}  // namespace
}  // namespace owlet::net
