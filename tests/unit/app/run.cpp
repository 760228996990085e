// Tests of app/run, but for the serving.
#include "owlet/app/run.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

#include "../support.h"
#include "owlet/base/system_error.h"

namespace owlet::app {
namespace {

std::string explain(int error, const std::string& what) {
  return app::explain(std::system_error(error, std::generic_category(), what));
}

TEST_CASE("a start that failed is told in one line, with what helps") {
  struct row {
    int error;
    std::string what;
    std::string_view remedy;
  };
  const row kRows[] = {
      {EADDRINUSE, "bind 127.0.0.1:80", "--port"},
      {EADDRINUSE, "listen [::1]:80", "--port"},
      {EACCES, "bind 127.0.0.1:80", "CAP_NET_BIND_SERVICE"},
      {EADDRNOTAVAIL, "bind 192.0.2.1:80", "--host"},
      {ENOENT, "open root /nothing", "--root"},
      {ENOTDIR, "open root /file", "--root"},
      {EACCES, "open root /private", "--root"},
      {EACCES, "search root /private", "permission"},
      {ENOENT, "open log /nothing/log", "--log"},
      {EACCES, "open log /log", "--log"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.what);
    const std::string line = explain(each.error, each.what);
    CHECK(line.starts_with(each.what + ": " + base::errno_text(each.error) + "; "));
    CHECK(line.find(each.remedy, each.what.size()) != std::string::npos);
    CHECK(line.find('\n') == std::string::npos);
  }
}

TEST_CASE("where nothing is known to help, the error speaks for itself") {
  CHECK(explain(EMFILE, "epoll_create1") == "epoll_create1: " + base::errno_text(EMFILE));
  CHECK(explain(EACCES, "rebind 1") == "rebind 1: " + base::errno_text(EACCES));
}

TEST_CASE("a wrong command line ends with status 2 and one line on standard error") {
  const testing::captured_output errors(STDERR_FILENO);
  const char* const arguments[] = {"owlet", "--port", "x", nullptr};
  CHECK(run(3, arguments) == kUsage);
  CHECK(errors.take() == "owlet: --port x: give a number from 0 to 65535\n");
}

TEST_CASE("a server that cannot start throws what explain can tell") {
  const testing::temporary_directory directory;
  const std::string root = directory.path("nothing");
  const char* const arguments[] = {"owlet", "-p", "0", "-r", root.c_str(), nullptr};
  std::string line;
  try {
    (void)run(5, arguments);
  } catch (const std::system_error& error) {
    line = app::explain(error);
  }
  CHECK(line.starts_with("open root " + root + ": No such file or directory; "));
}

}  // namespace
}  // namespace owlet::app
