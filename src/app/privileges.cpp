// Who the process is, and that it is nobody more.
#include "owlet/app/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include "owlet/base/system_error.h"

namespace owlet::app {

namespace {

gid_t group_of(const base::user_account& account, const std::string& given,
               const base::account_files& files) {
  if (given.empty()) {
    if (account.group) return *account.group;
    throw std::runtime_error("--user " + std::to_string(account.id) + ": " + files.users +
                             " does not list this number, so give its group with --group");
  }
  if (const auto group = base::find_group(given, files)) return *group;
  throw std::runtime_error("--group " + given + ": " + files.groups +
                           " lists no such group: give one that it does, or a number");
}

base::user_account account_of(const std::string& user, const base::account_files& files) {
  if (user.empty()) return {{}, ::geteuid(), ::getegid()};
  if (auto account = base::find_user(user, files)) return *std::move(account);
  throw std::runtime_error("--user " + user + ": " + files.users +
                           " lists no such user: give one that it does, or a number");
}

std::string text_of(const std::string& user, const std::string& group) {
  if (user.empty()) return "--group " + group;
  return "--user " + user + (group.empty() ? "" : " --group " + group);
}

std::vector<gid_t> sorted(std::vector<gid_t> groups, gid_t without) {
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  std::erase(groups, without);
  return groups;
}

bool has_groups_of(const identity& wanted) {
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(::getgroups(0, nullptr), 0)));
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<std::size_t>(std::max(count, 0)));
  return sorted(std::move(groups), wanted.group) == wanted.supplementary;
}

bool is_already(const identity& wanted) {
  uid_t user[3];
  gid_t group[3];
  if (::getresuid(&user[0], &user[1], &user[2]) != 0) return false;
  if (::getresgid(&group[0], &group[1], &group[2]) != 0) return false;
  return std::all_of(user, user + 3, [&](uid_t id) { return id == wanted.user; }) &&
         std::all_of(group, group + 3, [&](gid_t id) { return id == wanted.group; });
}

[[noreturn]] void fail(const identity& wanted, const std::string& call) {
  const int error = errno;
  const std::string_view remedy =
      error == EPERM
          ? ": only root can become somebody else: start owlet as root, or leave this out"
          : "";
  throw std::runtime_error(wanted.text + ": " + call + ": " + base::errno_text(error) +
                           std::string(remedy));
}

// In a user namespace setgroups(2) may be forbidden to root; then the groups may be right already.
void change_ids(const identity& wanted) {
  const auto& more = wanted.supplementary;
  if (::setgroups(more.size(), more.data()) != 0) {
    const int error = errno;
    if (!has_groups_of(wanted)) {
      errno = error;
      fail(wanted, "setgroups");
    }
  }
  if (::setresgid(wanted.group, wanted.group, wanted.group) != 0) fail(wanted, "setresgid");
  if (::setresuid(wanted.user, wanted.user, wanted.user) != 0) fail(wanted, "setresuid");
}

// The kernel takes them with user 0, but not those that a service manager or the file has given.
void drop_capabilities(const identity& wanted) {
  __user_cap_header_struct header = {};
  header.version = _LINUX_CAPABILITY_VERSION_3;
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  if (::syscall(SYS_capset, &header, none.data()) != 0) fail(wanted, "capset");
}

// What has not worked must not look as if it had.
void verify(const identity& wanted) {
  const bool came_back =
      ::setresuid(0, 0, 0) == 0 || (wanted.group != 0 && ::setresgid(0, 0, 0) == 0);
  if (!came_back && is_already(wanted)) return;
  throw std::runtime_error(wanted.text + ": the process could still become root again");
}

}  // namespace

identity resolve_identity(const std::string& user, const std::string& group,
                          const base::account_files& files) {
  const base::user_account account = account_of(user, files);
  const gid_t main_group = group_of(account, group, files);
  std::vector<gid_t> more;
  if (!account.name.empty()) more = base::groups_of_member(account.name, files);
  return {text_of(user, group), account.id, main_group, sorted(std::move(more), main_group)};
}

void become(const identity& wanted) {
  if (!is_already(wanted) || ::geteuid() == 0) change_ids(wanted);
  if (wanted.user != 0) {
    drop_capabilities(wanted);
    verify(wanted);
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail(wanted, "prctl PR_SET_NO_NEW_PRIVS");
}

}  // namespace owlet::app
