// Tests of app/privileges.
#include "owlet/app/privileges.h"

#include <doctest/doctest.h>
#include <grp.h>
#include <sys/prctl.h>

#include <fstream>
#include <stdexcept>

#include "../forked.h"

namespace owlet::app {
namespace {

struct made_accounts {
  made_accounts() {
    directory.write("passwd", "root:x:0:0::/:\nwww:x:33:34::/:\n");
    directory.write("group", "web:x:34:www\nlogs:x:7:www\nadm:x:4:www\nlogs2:x:7:www\n");
  }
  testing::temporary_directory directory;
  base::account_files files{directory.path("passwd"), directory.path("group")};
};

std::string error_of(const std::string& user, const std::string& group,
                     const base::account_files& files) {
  try {
    (void)resolve_identity(user, group, files);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

// A line of /proc/self/status, without its name.
std::string status_of(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
  }
  return {};
}

const identity kSomebody = {"--user 12345", 12345, 12346, {5, 6}};

TEST_CASE(
    "a user brings his own group and those that list him; a group given takes the first's place") {
  const made_accounts made;
  const identity user = resolve_identity("www", "", made.files);
  CHECK(user.text == "--user www");
  CHECK(user.user == 33);
  CHECK(user.group == 34);
  CHECK(user.supplementary == std::vector<gid_t>{4, 7});
  const identity both = resolve_identity("33", "99", made.files);
  CHECK(both.text == "--user 33 --group 99");
  CHECK(both.user == 33);
  CHECK(both.group == 99);
  CHECK(both.supplementary == std::vector<gid_t>{4, 7, 34});
  const identity unlisted = resolve_identity("1000", "web", made.files);
  CHECK(unlisted.user == 1000);
  CHECK(unlisted.group == 34);
  CHECK(unlisted.supplementary.empty());
}

TEST_CASE("a group alone leaves the user who he is") {
  const made_accounts made;
  const identity group = resolve_identity("", "logs", made.files);
  CHECK(group.text == "--group logs");
  CHECK(group.user == ::geteuid());
  CHECK(group.group == 7);
}

TEST_CASE("whom the files do not know is named, with what helps") {
  const made_accounts made;
  CHECK(error_of("nobody", "", made.files) ==
        "--user nobody: " + made.files.users +
            " lists no such user: give one that it does, or a number");
  CHECK(error_of("www", "nobody", made.files) ==
        "--group nobody: " + made.files.groups +
            " lists no such group: give one that it does, or a number");
  CHECK(error_of("1000", "", made.files) ==
        "--user 1000: " + made.files.users +
            " does not list this number, so give its group with --group");
}

TEST_CASE("root becomes somebody else for good, with his groups and without any capability") {
  if (::geteuid() != 0) return;
  testing::forked child([] {
    ::prctl(PR_SET_KEEPCAPS, 1);  // as if whoever started it had wanted to keep them
    become(kSomebody);
    if (status_of("Uid") != "12345\t12345\t12345\t12345") return 1;
    if (status_of("Gid") != "12346\t12346\t12346\t12346") return 2;
    gid_t groups[3] = {};
    if (::getgroups(3, groups) != 2 || groups[0] != 5 || groups[1] != 6) return 3;
    for (const char* const set : {"CapInh", "CapPrm", "CapEff", "CapAmb"}) {
      if (status_of(set) != "0000000000000000") return 4;
    }
    if (status_of("NoNewPrivs") != "1") return 5;
    if (::setresuid(0, 0, 0) == 0 || ::setresgid(0, 0, 0) == 0 || ::setgroups(0, nullptr) == 0)
      return 6;
    return 0;
  });
  CHECK(child.wait() == 0);
}

TEST_CASE(
    "no group of root's stays, not even the one that is both his own and a supplementary one") {
  if (::geteuid() != 0) return;
  testing::forked child([] {
    const gid_t groups[2] = {0, 4};
    if (::setgroups(2, groups) != 0) return 1;
    become({"--user 12345", 12345, 12346, {4}});
    gid_t left = 0;
    return ::getgroups(0, nullptr) == 1 && ::getgroups(1, &left) == 1 && left == 4 ? 0 : 2;
  });
  CHECK(child.wait() == 0);
}

TEST_CASE("root may keep his user, or his group, when that is what is asked for") {
  if (::geteuid() != 0) return;
  testing::forked group_only([] {
    become({"--group 12346", 0, 12346, {}});
    return status_of("Gid") == "12346\t12346\t12346\t12346" && status_of("Uid") == "0\t0\t0\t0" ? 0
                                                                                                : 1;
  });
  CHECK(group_only.wait() == 0);
  testing::forked group_of_root([] {
    become({"--user 12345 --group 0", 12345, 0, {}});
    return status_of("Uid") == "12345\t12345\t12345\t12345" && ::getgroups(0, nullptr) == 0 ? 0 : 1;
  });
  CHECK(group_of_root.wait() == 0);
}

TEST_CASE("somebody who is not root can only stay who he is") {
  testing::forked child([] {
    if (::geteuid() == 0) become(kSomebody);
    try {
      become({"--user 1", 1, 1, {}});
      return 1;
    } catch (const std::runtime_error& error) {
      const std::string_view text = error.what();
      if (!text.starts_with("--user 1: set") || text.find("root") == text.npos) return 2;
    }
    become({"--user me", ::geteuid(), ::getegid(), {}});
    return status_of("NoNewPrivs") == "1" ? 0 : 3;
  });
  CHECK(child.wait() == 0);
}

}  // namespace
}  // namespace owlet::app
