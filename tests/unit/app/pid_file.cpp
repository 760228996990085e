// Tests of app/pid_file.
#include "owlet/app/pid_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "../forked.h"

namespace owlet::app {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool exists(const std::string& path) {
  struct stat found = {};
  return ::lstat(path.c_str(), &found) == 0;
}

std::string own_line() { return std::to_string(::getpid()) + '\n'; }

base::unique_fd open_to_read(const std::string& path) {
  return base::unique_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

std::optional<pid_t> owner_at(const std::string& path) {
  return owner_of_pid_file(open_to_read(path).get());
}

std::string error_of(const std::string& path) {
  try {
    const pid_file file(path);
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

TEST_CASE(
    "a pid file has the id and a line end in it, is everybody's to read, and goes with its owner") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  {
    const pid_file file(path);
    CHECK(text_of(path) == own_line());
    CHECK(owner_at(path) == ::getpid());
    CHECK((::fcntl(file.fd(), F_GETFD) & FD_CLOEXEC) != 0);
    struct stat found = {};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    const mode_t mask = ::umask(0);
    ::umask(mask);
    CHECK((found.st_mode & 07777U) == (0644U & ~mask));
  }
  CHECK_FALSE(exists(path));
}

TEST_CASE("a second owner is refused, and is told who the first one is and what helps") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  const pid_file first(path);
  const std::string error = error_of(path);
  CAPTURE(error);
  CHECK(error.starts_with("pid file " + path + ": process " + std::to_string(::getpid()) +
                          " holds it: "));
  CHECK(error.find("owlet stop " + path) != error.npos);
  CHECK(error.find("--pidfile") != error.npos);
  CHECK(text_of(path) == own_line());
}

TEST_CASE("a stale file is taken over, whatever is behind its id") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  for (const std::string_view text : {"", "1\n", "1", "2147483647\n", "123\n456789012345\n"}) {
    CAPTURE(text);
    directory.write("owlet.pid", text);
    CHECK_FALSE(owner_at(path));
    const pid_file file(path);
    CHECK(text_of(path) == own_line());
  }
}

TEST_CASE("the file of an owner that was killed is taken over") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  testing::gate has_it;
  testing::forked owner([&] {
    const pid_file file(path);
    has_it.open();
    return ::pause();
  });
  REQUIRE(has_it.wait());
  const std::string id = std::to_string(owner.pid());
  CHECK(owner_at(path) == owner.pid());
  CHECK(error_of(path).find("process " + id + ' ') != std::string::npos);
  ::kill(owner.pid(), SIGKILL);
  CHECK(owner.wait() == -SIGKILL);
  CHECK(text_of(path) == id + '\n');
  CHECK_FALSE(owner_at(path));
  const pid_file file(path);
  CHECK(text_of(path) == own_line());
}

TEST_CASE("what is no pid file is left alone") {
  const testing::temporary_directory directory;
  for (const std::string_view text :
       {"root:x:0:0\n", "0\n", "-1\n", "12 34\n", "\n", "99999999999\n"}) {
    CAPTURE(text);
    directory.write("file", text);
    const std::string error = error_of(directory.path("file"));
    CHECK(error.starts_with("pid file " + directory.path("file") + ": something else is there: "));
    CHECK(error.find("--pidfile") != error.npos);
    CHECK(text_of(directory.path("file")) == text);
  }
  REQUIRE(::mkfifo(directory.path("fifo").c_str(), 0600) == 0);
  CHECK(error_of(directory.path("fifo")).find("something else") != std::string::npos);
  CHECK(exists(directory.path("fifo")));
}

TEST_CASE("what cannot be opened is an error that names it; nothing is written through a link") {
  const testing::temporary_directory directory;
  directory.link(directory.path("target"), "link");
  directory.make_directory("directory");
  for (const char* const name : {"link", "directory", "nothing/owlet.pid"}) {
    const std::string path = directory.path(name);
    CAPTURE(path);
    CHECK_THROWS_AS(pid_file{path}, std::system_error);
    CHECK(error_of(path).starts_with("open pid file " + path + ": "));
  }
  CHECK_FALSE(exists(directory.path("target")));
}

TEST_CASE("a name that leads to another file by now is left alone") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  std::optional<pid_file> first(path);
  REQUIRE(::unlink(path.c_str()) == 0);
  std::optional<pid_file> second(path);
  first.reset();
  CHECK(text_of(path) == own_line());
  second.reset();
  CHECK_FALSE(exists(path));
}

TEST_CASE("where the name cannot be taken away any more, an empty file is left") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  testing::forked owner([&] {
    const pid_file file(path);
    return ::geteuid() == 0 ? ::setresuid(65534, 65534, 65534)
                            : ::chmod(directory.path().c_str(), 0555);
  });
  CHECK(owner.wait() == 0);
  ::chmod(directory.path().c_str(), 0755);
  CHECK(exists(path));
  CHECK(text_of(path).empty());
  CHECK_FALSE(owner_at(path));
}

TEST_CASE("a child of the owner does not take the file with it") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  pid_file file(path);
  testing::forked child([&] {
    const pid_file copy(std::move(file));
    return 0;
  });
  CHECK(child.wait() == 0);
  CHECK(text_of(path) == own_line());
  CHECK(owner_at(path) == ::getpid());
}

TEST_CASE("a file that was released stays as it is, and is nobody's") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  {
    pid_file file(path);
    file.release();
  }
  CHECK(text_of(path) == own_line());
  CHECK_FALSE(owner_at(path));
}

// The descriptor that a new binary inherits is the same open file as the old one's.
TEST_CASE(
    "in an upgrade the file is never nobody's, and the old process leaves it to the new one") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  std::optional<pid_file> old(path);
  const int handed_on = ::dup(old->fd());
  testing::gate is_adopted;
  testing::gate may_write;
  testing::gate has_written;
  testing::gate may_end;
  testing::forked successor([&] {
    pid_file file = pid_file::adopt(base::unique_fd(handed_on), path);
    is_adopted.open();
    if (!may_write.wait() || !file.rewrite(::getpid())) return 1;
    has_written.open();
    return may_end.wait() ? 0 : 2;
  });
  ::close(handed_on);
  REQUIRE(is_adopted.wait());
  CHECK(owner_at(path) == ::getpid());
  CHECK(text_of(path) == own_line());
  may_write.open();
  REQUIRE(has_written.wait());
  CHECK(owner_at(path) == successor.pid());
  CHECK(text_of(path) == std::to_string(successor.pid()) + '\n');
  old.reset();
  CHECK(owner_at(path) == successor.pid());
  CHECK(text_of(path) == std::to_string(successor.pid()) + '\n');
  may_end.open();
  CHECK(successor.wait() == 0);
  CHECK_FALSE(exists(path));
}

TEST_CASE("after an upgrade that has failed the file is the old process's again") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  pid_file file(path);
  for (const pid_t other : {::getpid() - 1, ::getpid() + 1, 4000000, 2}) {
    CAPTURE(other);
    REQUIRE(file.rewrite(other));
    CHECK(owner_at(path) == other);
    CHECK(text_of(path) == std::to_string(other) + '\n');
    REQUIRE(file.rewrite(::getpid()));
    CHECK(owner_at(path) == ::getpid());
    CHECK(text_of(path) == own_line());
  }
}

TEST_CASE("what is handed on has to be the file, and the lock has to come with it") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  const pid_file file(path);
  CHECK_THROWS_AS(static_cast<void>(pid_file::adopt(testing::make_file("1\n"), path)),
                  std::runtime_error);
  CHECK_THROWS_AS(static_cast<void>(pid_file::adopt(base::unique_fd(), path)), std::runtime_error);
  base::unique_fd other(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  CHECK_THROWS_AS(static_cast<void>(pid_file::adopt(std::move(other), path)), std::runtime_error);
  CHECK(text_of(path) == own_line());
}

TEST_CASE("whoever may only read the file cannot say whose it is") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  directory.write("owlet.pid", "1\n");
  const base::unique_fd reader = open_to_read(path);
  struct flock range = {};
  range.l_type = F_RDLCK;
  range.l_start = 2;  // the byte of process 1
  range.l_len = 1;
  REQUIRE(::fcntl(reader.get(), F_OFD_SETLK, &range) == 0);
  CHECK_FALSE(owner_at(path));
}

}  // namespace
}  // namespace owlet::app
