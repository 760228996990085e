// Tests of site/root_watch.
#include "owlet/site/root_watch.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

#include "../support.h"

namespace owlet::site {
namespace {

TEST_CASE("a root can be served from until it is removed, even under another name") {
  const owlet::testing::temporary_directory directory;
  directory.make_directory("root");
  const root_watch watch(directory.path("root"));
  CHECK(watch.is_readable());
  std::filesystem::rename(directory.path("root"), directory.path("moved"));
  CHECK(watch.is_readable());
  std::filesystem::remove(directory.path("moved"));
  CHECK_FALSE(watch.is_readable());
}

TEST_CASE("a root that may not be searched cannot be served from") {
  if (::geteuid() == 0) return;  // who may search everything
  const owlet::testing::temporary_directory directory;
  directory.make_directory("root");
  const root_watch watch(directory.path("root"));
  ::chmod(directory.path("root").c_str(), 0600);
  CHECK_FALSE(watch.is_readable());
  ::chmod(directory.path("root").c_str(), 0700);
  CHECK(watch.is_readable());
}

TEST_CASE("what is no directory is no root") {
  const owlet::testing::temporary_directory directory;
  directory.write("file", "");
  CHECK_THROWS_AS(root_watch(directory.path("file")), std::system_error);
  CHECK_THROWS_AS(root_watch(directory.path("nothing")), std::system_error);
}

}  // namespace
}  // namespace owlet::site
