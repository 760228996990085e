// Tests of net/service_notifier.
#include "owlet/net/service_notifier.h"

#include <doctest/doctest.h>
#include <sys/un.h>

#include <cstdlib>
#include <cstring>

#include "../support.h"

namespace owlet::net {
namespace {

using namespace std::chrono_literals;

// A service manager that hears what it is told.
class manager {
public:
  explicit manager(const std::string& name)
      : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    testing::check_call(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), size), "bind");
  }

  // The next message, or "".
  std::string take() {
    std::array<char, 512> text{};
    const ssize_t length = ::recv(fd_.get(), text.data(), text.size(), 0);
    return length < 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(length));
  }

  // Fills the queue, so that nothing more is taken.
  static void fill(const std::string& name) {
    service_notifier other(name);
    do {
      other.say_stopping("x");
    } while (!other.next_due());
  }
  void empty() {
    while (!take().empty()) {
    }
  }

private:
  base::unique_fd fd_;
};

// Variables of the environment, for as long as it lives.
class set_environment {
public:
  set_environment(const char* socket, const char* interval, const char* pid) {
    set("NOTIFY_SOCKET", socket);
    set("WATCHDOG_USEC", interval);
    set("WATCHDOG_PID", pid);
  }
  ~set_environment() {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  }
  set_environment(const set_environment&) = delete;
  set_environment& operator=(const set_environment&) = delete;

private:
  static void set(const char* name, const char* value) {
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
};

const base::time_point kNow{1h};
const std::string kOwnId = std::to_string(::getpid());

TEST_CASE("a path and an abstract name are both told") {
  const testing::temporary_directory directory;
  for (const std::string& name : {directory.path("notify"), "@" + directory.path("notify")}) {
    CAPTURE(name);
    manager heard(name);
    service_notifier notifier(name);
    CHECK(notifier.is_active());
    notifier.say_ready("serving /srv at :80");
    CHECK(heard.take() == "READY=1\nMAINPID=" + kOwnId + "\nSTATUS=serving /srv at :80");
    notifier.say_stopping("3 requests under way");
    CHECK(heard.take() == "STOPPING=1\nSTATUS=3 requests under way");
    notifier.hand_over(4321);
    CHECK(heard.take() == "MAINPID=4321");
    notifier.say_stopping("the other process speaks now");
    CHECK(heard.take().empty());
    CHECK_FALSE(notifier.next_due());
  }
}

TEST_CASE("a reload is told with the time, in microseconds of the monotonic clock") {
  const testing::temporary_directory directory;
  manager heard(directory.path("notify"));
  service_notifier notifier(directory.path("notify"));
  const auto before = std::chrono::steady_clock::now().time_since_epoch();
  notifier.say_reloading();
  const auto after = std::chrono::steady_clock::now().time_since_epoch();
  const std::string text = heard.take();
  const std::string_view start = "RELOADING=1\nMONOTONIC_USEC=";
  REQUIRE(text.starts_with(start));
  const std::chrono::microseconds told(std::stoll(text.substr(start.size())));
  CHECK(told >= std::chrono::floor<std::chrono::microseconds>(before));
  CHECK(told <= after);
}

TEST_CASE("a status cannot say anything but a status") {
  const testing::temporary_directory directory;
  manager heard(directory.path("notify"));
  service_notifier notifier(directory.path("notify"));
  notifier.say_stopping("a\nREADY=1\nb");
  CHECK(heard.take() == "STOPPING=1\nSTATUS=a READY=1 b");
}

TEST_CASE("without a manager, or with a name that is none, nothing happens") {
  const std::string long_name = '/' + std::string(200, 'x');
  for (const std::string& name : {std::string(), std::string("notify"), std::string("@"),
                                  std::string("vsock:2:1234"), long_name, std::string("/")}) {
    CAPTURE(name);
    service_notifier notifier(name, 1s);
    CHECK_FALSE(notifier.is_active());
    notifier.say_ready("x");
    CHECK_FALSE(notifier.next_due());
    CHECK(notifier.environment().empty());
  }
}

TEST_CASE("a manager that is not there any more is told nothing, and nothing waits for it") {
  const testing::temporary_directory directory;
  service_notifier notifier(directory.path("nothing"));
  notifier.say_ready("x");
  CHECK_FALSE(notifier.next_due());
}

TEST_CASE("the watchdog is fed at once and then at every half of its interval") {
  const testing::temporary_directory directory;
  manager heard(directory.path("notify"));
  service_notifier notifier(directory.path("notify"), 10s);
  REQUIRE(notifier.next_due());
  CHECK(*notifier.next_due() <= kNow);
  notifier.run_due(kNow);
  CHECK(heard.take() == "WATCHDOG=1");
  CHECK(notifier.next_due() == kNow + 5s);
  notifier.run_due(kNow + 5s - 1ns);
  CHECK(heard.take().empty());
  notifier.run_due(kNow + 5s);
  CHECK(heard.take() == "WATCHDOG=1");
  CHECK(notifier.next_due() == kNow + 10s);
  notifier.hand_over(4321);
  CHECK_FALSE(notifier.next_due());
}

TEST_CASE("what a busy manager does not take is told again, the latest state only") {
  const testing::temporary_directory directory;
  manager heard(directory.path("notify"));
  service_notifier notifier(directory.path("notify"));
  manager::fill(directory.path("notify"));
  notifier.say_ready("x");
  notifier.say_stopping("y");
  const auto due = notifier.next_due();
  REQUIRE(due);
  notifier.run_due(*due);
  REQUIRE(notifier.next_due());
  CHECK(*notifier.next_due() > *due);
  heard.empty();
  notifier.run_due(*due);
  CHECK(heard.take().empty());  // not before it is time
  notifier.run_due(*notifier.next_due());
  CHECK(heard.take() == "STOPPING=1\nSTATUS=y");
  CHECK(heard.take().empty());
  CHECK_FALSE(notifier.next_due());
}

TEST_CASE("a watchdog that a busy manager did not hear of is fed again soon") {
  const testing::temporary_directory directory;
  manager heard(directory.path("notify"));
  service_notifier notifier(directory.path("notify"), 10s);
  manager::fill(directory.path("notify"));
  notifier.run_due(kNow);
  REQUIRE(notifier.next_due());
  CHECK(*notifier.next_due() > kNow);
  CHECK(*notifier.next_due() < kNow + 1s);
}

TEST_CASE("the environment says whom to tell, once, and what the successor has to know") {
  const testing::temporary_directory directory;
  const std::string name = directory.path("notify");
  struct row {
    const char* interval;
    const char* pid;
    bool is_watched;
  };
  const row kRows[] = {{"3000000", nullptr, true}, {"3000000", kOwnId.c_str(), true},
                       {"3000000", "1", false},    {nullptr, nullptr, false},
                       {"0", nullptr, false},      {"x", nullptr, false},
                       {"-1", nullptr, false},     {"18446744073709551615", nullptr, false}};
  for (const row& each : kRows) {
    CAPTURE(each.interval);
    CAPTURE(each.pid);
    const set_environment variables(name.c_str(), each.interval, each.pid);
    const service_notifier notifier = service_notifier::from_environment();
    CHECK(notifier.is_active());
    CHECK(notifier.next_due().has_value() == each.is_watched);
    std::vector<std::string> wanted{"NOTIFY_SOCKET=" + name};
    if (each.is_watched) wanted.emplace_back("WATCHDOG_USEC=3000000");
    CHECK(notifier.environment() == wanted);
    CHECK(std::getenv("NOTIFY_SOCKET") == nullptr);
    CHECK(std::getenv("WATCHDOG_USEC") == nullptr);
    CHECK(std::getenv("WATCHDOG_PID") == nullptr);
  }
  CHECK_FALSE(service_notifier::from_environment().is_active());
}

}  // namespace
}  // namespace owlet::net
