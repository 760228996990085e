// Tests of app/control.
#include "owlet/app/control.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "../forked.h"
#include "owlet/app/pid_file.h"

namespace owlet::app {
namespace {

using namespace std::chrono_literals;

constexpr control_action kActions[] = {control_action::stop, control_action::status,
                                       control_action::reload, control_action::upgrade};

// What a command says and returns.
struct outcome {
  int status;
  std::string answer;
  std::string error;
};

outcome run_control(control_action action, const std::string& path,
                    const control_patience& patience = {}) {
  std::fflush(nullptr);
  const testing::captured_output answers(STDOUT_FILENO);
  const testing::captured_output errors(STDERR_FILENO);
  const int status = control(action, path, patience);
  return {status, answers.take(), errors.take()};
}

// For as long as it lives, local time is far from UTC.
class elsewhere {
public:
  elsewhere() { set("IST-5:30"); }
  ~elsewhere() { set(before_ ? before_->c_str() : nullptr); }
  elsewhere(const elsewhere&) = delete;
  elsewhere& operator=(const elsewhere&) = delete;

private:
  static std::optional<std::string> zone() {
    const char* name = std::getenv("TZ");
    return name != nullptr ? std::optional<std::string>(name) : std::nullopt;
  }
  static void set(const char* name) {
    (void)(name != nullptr ? ::setenv("TZ", name, 1) : ::unsetenv("TZ"));
    ::tzset();
  }

  std::optional<std::string> before_ = zone();
};

int next_signal() {
  sigset_t set;
  sigfillset(&set);
  int number = 0;
  ::sigwait(&set, &number);
  return number;
}

// A process that holds a pid file, and does with signals what a test wants.
class made_daemon {
public:
  template <typename Function>
  made_daemon(const std::string& path, Function run)
      : process_([&] {
          sigset_t set;
          sigfillset(&set);
          ::sigprocmask(SIG_BLOCK, &set, nullptr);
          pid_file file(path);
          is_up_.open();
          return run(file);
        }) {
    is_there = is_up_.wait();
  }
  [[nodiscard]] std::string name() const { return "process " + std::to_string(process_.pid()); }
  [[nodiscard]] pid_t pid() const { return process_.pid(); }
  int wait() { return process_.wait(); }
  bool is_there = false;

private:
  testing::gate is_up_;
  testing::forked process_;
};

struct fixture {
  testing::temporary_directory directory;
  std::string path = directory.path("owlet.pid");
};

TEST_CASE_FIXTURE(fixture, "where there is no pid file, or an empty one, nothing is running") {
  for (const bool is_empty : {false, true}) {
    CAPTURE(is_empty);
    if (is_empty) directory.write("owlet.pid", "");
    const std::string line = "owlet: not running: nobody holds pid file " + path + "\n";
    for (const control_action action : kActions) {
      CAPTURE(static_cast<int>(action));
      const outcome came = run_control(action, path);
      const bool is_told = action == control_action::stop || action == control_action::status;
      CHECK(came.answer == (is_told ? line : ""));
      CHECK(came.error == (is_told ? "" : line));
      CHECK(came.status == (action == control_action::stop     ? kDone
                            : action == control_action::status ? kNotRunning
                                                               : kNothingToTell));
    }
  }
}

TEST_CASE_FIXTURE(fixture, "a stranger that has the number in a stale file is left alone") {
  testing::gate may_end;
  testing::forked stranger([&] { return may_end.wait() ? 0 : 1; });
  directory.write("owlet.pid", std::to_string(stranger.pid()) + '\n');
  for (const control_action action : kActions) {
    CAPTURE(static_cast<int>(action));
    const outcome came = run_control(action, path);
    CHECK((came.answer + came.error) == "owlet: not running: process " +
                                            std::to_string(stranger.pid()) + " has died and left " +
                                            path + "\n");
    CHECK(came.status == (action == control_action::stop     ? kDone
                          : action == control_action::status ? kNotDone
                                                             : kNothingToTell));
  }
  CHECK_FALSE(stranger.has_ended());
  may_end.open();
  CHECK(stranger.wait() == 0);
}

TEST_CASE_FIXTURE(fixture,
                  "nobody is signalled who has not opened the file, whatever the lock says") {
  testing::gate may_end;
  testing::forked stranger([&] { return may_end.wait() ? 0 : 1; });
  if (::geteuid() != 0) return;  // only root sees what everybody has open
  pid_file file(path);
  REQUIRE(file.rewrite(stranger.pid()));
  const outcome came = run_control(control_action::stop, path);
  CHECK(came.status == kUnclear);
  CHECK(came.error ==
        "owlet: pid file " + path + ": process " + std::to_string(stranger.pid()) +
            " is not its owner here: run this command in the container that owlet runs in\n");
  CHECK_FALSE(stranger.has_ended());
  may_end.open();
}

TEST_CASE_FIXTURE(fixture, "a pid file that is none, or cannot be opened, is named") {
  directory.write("owlet.pid", "hello\n");
  outcome came = run_control(control_action::stop, path);
  CHECK(came.status == kUnclear);
  CHECK(came.error.starts_with("owlet: pid file " + path + ": there is no process id in it: "));
  directory.link("loop", "loop");
  came = run_control(control_action::status, directory.path("loop"));
  CHECK(came.status == kUnclear);
  CHECK(came.error.starts_with("owlet: open pid file " + directory.path("loop") + ": "));
  came = run_control(control_action::status, directory.path());
  CHECK(came.status == kUnclear);
}

TEST_CASE_FIXTURE(fixture, "status says which process runs, and since when") {
  made_daemon daemon(path, [](pid_file&) { return next_signal() == SIGTERM ? 0 : 1; });
  REQUIRE(daemon.is_there);
  const std::time_t now = std::time(nullptr);
  const elsewhere far_from_utc;
  const outcome came = run_control(control_action::status, path);
  CHECK(came.status == kDone);
  CHECK(came.error.empty());
  const std::string start = "owlet: " + daemon.name() + " is running since ";
  REQUIRE(came.answer.starts_with(start));
  std::tm told{};
  REQUIRE(::strptime(came.answer.c_str() + start.size(), "%Y-%m-%dT%H:%M:%SZ\n", &told) != nullptr);
  CHECK(std::abs(::timegm(&told) - now) <= 5);
}

TEST_CASE_FIXTURE(fixture, "stop sends SIGTERM and returns when the process has ended") {
  made_daemon daemon(path, [](pid_file&) { return next_signal() == SIGTERM ? 5 : 1; });
  REQUIRE(daemon.is_there);
  const outcome came = run_control(control_action::stop, path);
  CHECK(came.status == kDone);
  CHECK(came.answer == "owlet: " + daemon.name() + " has ended\n");
  CHECK(run_control(control_action::status, path).status == kNotRunning);
  CHECK(daemon.wait() == 5);
}

TEST_CASE_FIXTURE(fixture,
                  "stop gives up when the process goes on for too long, and says what helps") {
  testing::gate has_come;
  made_daemon daemon(path, [&](pid_file&) {
    next_signal();
    has_come.open();
    return next_signal() == SIGTERM ? 0 : 1;
  });
  REQUIRE(daemon.is_there);
  const outcome came = run_control(control_action::stop, path, {.stop = 1ms});
  CHECK(came.status == kNotDone);
  CHECK(came.error.starts_with("owlet: " + daemon.name() + " still answers requests"));
  CHECK(came.error.find("owlet stop") != came.error.npos);
  REQUIRE(has_come.wait());  // two of a signal that nobody has taken yet are one (signal(7))
  CHECK(run_control(control_action::stop, path).status == kDone);
}

TEST_CASE_FIXTURE(fixture, "reload sends SIGHUP and does not wait") {
  testing::gate has_come;
  made_daemon daemon(path, [&](pid_file&) {
    if (next_signal() != SIGHUP) return 1;
    has_come.open();
    return next_signal();
  });
  REQUIRE(daemon.is_there);
  const outcome came = run_control(control_action::reload, path);
  CHECK(came.status == kDone);
  CHECK(came.answer == "owlet: " + daemon.name() + " was told to reload\n");
  CHECK(has_come.wait());
}

TEST_CASE_FIXTURE(fixture,
                  "upgrade sends SIGUSR2 and returns when another process holds the file") {
  testing::gate may_end;
  made_daemon daemon(path, [&](pid_file& file) {
    if (next_signal() != SIGUSR2) return 1;
    testing::forked successor([&] {
      pid_file adopted = pid_file::adopt(base::unique_fd(file.fd()), path);
      return adopted.rewrite(::getpid()) && may_end.wait() ? 0 : 1;
    });
    return successor.wait();
  });
  REQUIRE(daemon.is_there);
  const outcome came = run_control(control_action::upgrade, path);
  CHECK(came.status == kDone);
  CHECK(came.answer.starts_with("owlet: process "));
  CHECK(came.answer.ends_with(" serves in place of " + daemon.name() + "\n"));
  may_end.open();
  CHECK(daemon.wait() == 0);
}

TEST_CASE_FIXTURE(fixture, "an upgrade that the old process says has failed is told at once") {
  made_daemon daemon(path, [](pid_file& file) {
    if (next_signal() != SIGUSR2 || !file.rewrite(::getpid())) return 1;
    return next_signal();
  });
  REQUIRE(daemon.is_there);
  // The text has to be older than the coarse clock that stamps files can tell.
  const timespec early[2] = {{1, 0}, {1, 0}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), early, 0) == 0);
  const outcome came = run_control(control_action::upgrade, path);
  CHECK(came.status == kNotDone);
  CHECK(came.error ==
        "owlet: the upgrade has failed, and " + daemon.name() + " goes on: its messages say why\n");
}

TEST_CASE_FIXTURE(fixture,
                  "an upgrade in which the old process ends, or nothing happens, has failed") {
  {
    made_daemon daemon(path, [](pid_file&) { return next_signal() == SIGUSR2 ? 0 : 1; });
    REQUIRE(daemon.is_there);
    const outcome came = run_control(control_action::upgrade, path);
    CHECK(came.status == kNotDone);
    CHECK(came.error.starts_with("owlet: " + daemon.name() + " has ended, and no other"));
  }
  made_daemon daemon(path, [](pid_file&) {
    next_signal();
    return next_signal();
  });
  REQUIRE(daemon.is_there);
  const outcome came = run_control(control_action::upgrade, path, {.upgrade = 50ms});
  CHECK(came.status == kNotDone);
  CHECK(came.error.starts_with("owlet: no other process has taken the place of " + daemon.name()));
}

TEST_CASE_FIXTURE(fixture, "somebody else's process is not ours to signal, which is said") {
  if (::geteuid() != 0) return;
  made_daemon daemon(path, [](pid_file&) { return next_signal(); });
  REQUIRE(daemon.is_there);
  for (const control_action action :
       {control_action::stop, control_action::reload, control_action::upgrade}) {
    const testing::captured_output errors(STDERR_FILENO);
    testing::forked stranger([&] {
      if (::setresuid(65534, 65534, 65534) != 0) return 99;
      return control(action, path);
    });
    CHECK(stranger.wait() == kUnclear);
    CHECK(errors.take() ==
          "owlet: signal to " + daemon.name() +
              ": Operation not permitted: run this command as its user, or as root\n");
  }
}

}  // namespace
}  // namespace owlet::app
