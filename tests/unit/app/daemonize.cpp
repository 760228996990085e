// Tests of app/daemonize.
#include "owlet/app/daemonize.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <csignal>

#include "../forked.h"
#include "owlet/app/run.h"

namespace owlet::app {
namespace {

// What of a child's standard error reaches the test.
class error_pipe {
public:
  error_pipe() : pipe_(testing::make_pipe()) {}
  void redirect() { ::dup2(pipe_.ours.get(), STDERR_FILENO); }
  // Until all writers have gone.
  std::string read_to_end() {
    pipe_.ours.reset();
    ::fcntl(pipe_.theirs.get(), F_SETFL, 0);
    return testing::read_available(pipe_.theirs.get());
  }

private:
  testing::fd_pair pipe_;
};

bool is_null(int fd) {
  struct stat open = {};
  struct stat null = {};
  return ::fstat(fd, &open) == 0 && ::stat("/dev/null", &null) == 0 &&
         open.st_rdev == null.st_rdev && S_ISCHR(open.st_mode);
}

TEST_CASE("the caller ends when the daemon is ready, and not before") {
  testing::gate has_started;
  testing::gate may_serve;
  testing::forked caller([&] {
    daemon_handle daemon = leave_foreground();
    has_started.open();
    if (!may_serve.wait()) return 1;
    daemon.say_ready();
    return 0;
  });
  REQUIRE(has_started.wait());
  CHECK_FALSE(caller.has_ended());
  may_serve.open();
  CHECK(caller.wait() == kSuccess);
}

TEST_CASE("a daemon has left the terminal: a session that it does not lead, and nothing to read") {
  testing::gate is_so;
  const std::string here = std::filesystem::current_path();
  const pid_t session = ::getsid(0);
  testing::forked caller([&] {
    const pid_t before = ::getpid();
    daemon_handle daemon = leave_foreground();
    if (::getpid() != before && ::getsid(0) != session && ::getsid(0) != ::getpid() &&
        is_null(STDIN_FILENO) && std::filesystem::current_path() == here) {
      is_so.open();
    }
    daemon.say_ready();
    return 0;
  });
  CHECK(is_so.wait());
  CHECK(caller.wait() == kSuccess);
}

TEST_CASE("a daemon speaks to the terminal until it is ready, and never again") {
  error_pipe errors;
  testing::gate is_so;
  testing::forked caller([&] {
    errors.redirect();
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    daemon_handle daemon = leave_foreground();
    testing::write_all(STDERR_FILENO, "before ");
    testing::write_all(STDOUT_FILENO, "it is ready");
    daemon.say_ready();
    testing::write_all(STDERR_FILENO, "after");
    testing::write_all(STDOUT_FILENO, "after");
    if (is_null(STDOUT_FILENO) && is_null(STDERR_FILENO)) is_so.open();
    return 0;
  });
  CHECK(is_so.wait());
  CHECK(caller.wait() == kSuccess);
  CHECK(errors.read_to_end() == "before it is ready");
}

TEST_CASE("a daemon whose start fails gives the caller its status, and has said why itself") {
  error_pipe errors;
  testing::forked caller([&] {
    errors.redirect();
    const daemon_handle daemon = leave_foreground();
    testing::write_all(STDERR_FILENO, "owlet: this is why\n");
    return 7;
  });
  CHECK(caller.wait() == 7);
  CHECK(errors.read_to_end() == "owlet: this is why\n");
}

TEST_CASE(
    "of a daemon that is killed before it is ready, or ends as if all were well, the caller "
    "tells") {
  struct row {
    int signal;
    std::string_view text;
  };
  const row kRows[] = {
      {SIGKILL, "owlet: the daemon ended before it was ready, by signal 9 (Killed)\n"},
      {SIGTERM, "owlet: the daemon ended before it was ready, by signal 15 (Terminated)\n"},
      {0, "owlet: the daemon ended before it was ready\n"}};
  for (const row& each : kRows) {
    CAPTURE(each.signal);
    error_pipe errors;
    testing::forked caller([&] {
      errors.redirect();
      const daemon_handle daemon = leave_foreground();
      ::signal(SIGTERM, SIG_DFL);
      if (each.signal != 0) ::raise(each.signal);
      return 0;
    });
    CHECK(caller.wait() == kFailure);
    CHECK(errors.read_to_end() == each.text);
  }
}

TEST_CASE("a daemon whose caller has gone serves all the same") {
  testing::gate has_started;
  testing::gate may_serve;
  testing::gate serves;
  testing::forked caller([&] {
    daemon_handle daemon = leave_foreground();
    has_started.open();
    if (!may_serve.wait()) return 1;
    daemon.say_ready();
    serves.open();
    return 0;
  });
  REQUIRE(has_started.wait());
  ::kill(caller.pid(), SIGKILL);
  CHECK(caller.wait() == -SIGKILL);
  may_serve.open();
  CHECK(serves.wait());
}

TEST_CASE("standard descriptors that are closed are opened, the others left alone") {
  testing::forked child([] {
    ::close(STDIN_FILENO);
    ::close(STDERR_FILENO);
    struct stat before = {};
    struct stat after = {};
    ::fstat(STDOUT_FILENO, &before);
    const int next = ::dup(STDOUT_FILENO);  // takes 0, the lowest
    ::close(next);
    open_standard_descriptors();
    ::fstat(STDOUT_FILENO, &after);
    const bool is_kept = before.st_dev == after.st_dev && before.st_ino == after.st_ino;
    return is_null(STDIN_FILENO) && is_null(STDERR_FILENO) && is_kept ? 0 : 1;
  });
  CHECK(child.wait() == 0);
}

}  // namespace
}  // namespace owlet::app
