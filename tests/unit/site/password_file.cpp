// Tests of site/password_file.
#include "owlet/site/password_file.h"

#include <doctest/doctest.h>

#include <system_error>

#include "../support.h"

namespace owlet::site {
namespace {

using owlet::testing::moment_at;
using owlet::testing::temporary_directory;
using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kHash = "$2y$04$7jSKSct/pDI66WxZhltjG.MmtUm7/4HKBWbMmgYj/baYBrDSM.WxO";

TEST_CASE("a file is read, looked at once in a second, and read again when it has changed") {
  const temporary_directory made;
  made.write("pw", "alice:" + kHash + "\n");
  password_table users;
  password_file file(made.path("pw"), users);
  CHECK(users.hash_of("alice") == kHash);
  CHECK_FALSE(file.refresh(moment_at()));
  made.write("pw", "alice:" + kHash + "\nbob:" + kHash + "\n");
  CHECK_FALSE(file.refresh(moment_at(milliseconds(999))));
  const auto fresh = file.refresh(moment_at(seconds(1)));
  REQUIRE(fresh);
  CHECK(fresh->size() == 2);
  CHECK_FALSE(file.refresh(moment_at(seconds(2))));
}

TEST_CASE("a newer version with a mistake, or none, leaves the users as they were") {
  const temporary_directory made;
  made.write("pw", "alice:" + kHash + "\n");
  password_table users;
  password_file file(made.path("pw"), users);
  made.write("pw", "alice:plain\n");
  CHECK_FALSE(file.refresh(moment_at(seconds(1))));
  std::filesystem::remove(made.path("pw"));
  CHECK_FALSE(file.refresh(moment_at(seconds(2))));
  made.write("pw", "bob:" + kHash + "\n");
  const auto mended = file.refresh(moment_at(seconds(3)));
  REQUIRE(mended);
  CHECK(mended->hash_of("bob") == kHash);
}

TEST_CASE("a change right after the file was read is seen, though it has the same size and time") {
  const temporary_directory made;
  for (int i = 0; i < 50; ++i) {
    made.write("pw", "anna:" + kHash + "\n");
    password_table users;
    password_file file(made.path("pw"), users);
    made.write("pw", "bert:" + kHash + "\n");
    const auto fresh = file.refresh(moment_at(seconds(1)));
    REQUIRE(fresh);
    CHECK(fresh->hash_of("bert") == kHash);
  }
}

TEST_CASE("what cannot be read or is wrong stops the start") {
  const temporary_directory made;
  made.write("bad", "alice\n");
  made.make_directory("folder");
  for (const std::string name : {"bad", "none", "folder"}) {
    CAPTURE(name);
    password_table users;
    CHECK_THROWS_AS(password_file(made.path(name), users), std::system_error);
  }
}

}  // namespace
}  // namespace owlet::site
