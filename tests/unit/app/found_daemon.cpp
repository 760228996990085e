// Tests of app/found_daemon: what app/control does not show.
#include "owlet/app/found_daemon.h"

#include <doctest/doctest.h>
#include <poll.h>

#include "../forked.h"
#include "owlet/app/pid_file.h"

namespace owlet::app {
namespace {

TEST_CASE("the handle is of the process, and stays so when that has ended") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  testing::gate is_up;
  testing::forked owner([&] {
    const pid_file file(path);
    is_up.open();
    return ::pause();
  });
  REQUIRE(is_up.wait());
  const found_daemon found = find_daemon(path);
  CHECK(found.state == daemon_state::running);
  CHECK(found.process == owner.pid());
  pollfd ended{.fd = found.handle.get(), .events = POLLIN, .revents = 0};
  CHECK(::poll(&ended, 1, 0) == 0);
  CHECK(found.send_signal(SIGKILL));
  CHECK(::poll(&ended, 1, 10'000) == 1);
  CHECK(owner.wait() == -SIGKILL);
  CHECK(found.send_signal(SIGKILL));  // reaped: whoever gets the number now is somebody else
  CHECK(find_daemon(path).state == daemon_state::stale);
}

TEST_CASE("looking does not keep anybody from starting") {
  const testing::temporary_directory directory;
  const std::string path = directory.path("owlet.pid");
  directory.write("owlet.pid", "1\n");
  const base::unique_fd looker(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  CHECK_FALSE(owner_of_pid_file(looker.get()));
  const found_daemon before = find_daemon(path);
  CHECK(before.state == daemon_state::stale);
  CHECK(before.process == 1);
  const pid_file file(path);
  CHECK(find_daemon(path).state == daemon_state::running);
}

}  // namespace
}  // namespace owlet::app
