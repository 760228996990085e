// Tests of base/account.
#include "owlet/base/account.h"

#include <doctest/doctest.h>

#include "../support.h"

namespace owlet::base {
namespace {

// Accounts that a test makes up.
struct made_accounts {
  made_accounts() {
    directory.write("passwd",
                    "root:x:0:0:root:/root:/bin/sh\n"
                    "# nobody knows this line\n"
                    "www:x:33:34:web:/var/www:/bin/false\n"
                    "777:x:50:51::/:/bin/false\n"
                    "broken line\n"
                    "last:x:60:61::/:/bin/false");
    directory.write("group",
                    "root:x:0:\nweb:x:34:www\nlogs:x:4:last,www\n777:x:70:www2\nempty:x:71:\n");
  }
  testing::temporary_directory directory;
  account_files files{directory.path("passwd"), directory.path("group")};
};

TEST_CASE("a user is found by name, then by number; a number that nobody has is one all the same") {
  const made_accounts made;
  struct row {
    const char* text;
    std::string name;
    uid_t id;
    std::optional<gid_t> group;
  };
  const row kRows[] = {
      {"root", "root", 0, 0},           {"0", "root", 0, 0},
      {"www", "www", 33, 34},           {"33", "www", 33, 34},
      {"777", "777", 50, 51},           {"last", "last", 60, 61},
      {"1000", "", 1000, std::nullopt}, {"4294967294", "", 4294967294U, std::nullopt}};
  for (const row& each : kRows) {
    CAPTURE(each.text);
    const auto found = find_user(each.text, made.files);
    REQUIRE(found);
    CHECK(found->name == each.name);
    CHECK(found->id == each.id);
    CHECK(found->group == each.group);
  }
}

TEST_CASE("whoever is neither listed nor a number is nobody") {
  const made_accounts made;
  for (const char* const text : {"", "ww", "wwww", "-1", "+1", "1x", " 1", "0x10", "4294967295",
                                 "4294967296", "99999999999999999999", "broken line"}) {
    CAPTURE(text);
    CHECK_FALSE(find_user(text, made.files));
    CHECK_FALSE(find_group(text, made.files));
  }
}

TEST_CASE("a group is found by name, then it is a number") {
  const made_accounts made;
  CHECK(find_group("web", made.files) == 34);
  CHECK(find_group("777", made.files) == 70);
  CHECK(find_group("34", made.files) == 34);
  CHECK(find_group("1234", made.files) == 1234);
}

TEST_CASE("a member's groups are those that list him") {
  const made_accounts made;
  CHECK(groups_of_member("www", made.files) == std::vector<gid_t>{34, 4});
  CHECK(groups_of_member("last", made.files) == std::vector<gid_t>{4});
  CHECK(groups_of_member("root", made.files).empty());
}

TEST_CASE("where there are no such files, only numbers are known") {
  const account_files none{"/nothing/passwd", "/nothing/group"};
  CHECK_FALSE(find_user("root", none));
  CHECK_FALSE(find_group("root", none));
  CHECK(find_user("12", none)->id == 12);
  CHECK(find_group("12", none) == 12);
  CHECK(groups_of_member("root", none).empty());
}

}  // namespace
}  // namespace owlet::base
