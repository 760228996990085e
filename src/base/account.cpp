// Users and groups by name or number, from the files that list them.
#include "owlet/base/account.h"

#include <grp.h>
#include <pwd.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>

namespace owlet::base {

namespace {

struct file_closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using stdio_file = std::unique_ptr<std::FILE, file_closer>;

stdio_file open_list(const std::string& path) { return stdio_file(std::fopen(path.c_str(), "re")); }

std::optional<std::uint32_t> parse_id(const std::string& text) {
  std::uint32_t id = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, id);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  if (id == std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return id;
}

// The first user for whom `matches` is true.
template <typename Match>
std::optional<user_account> search_users(const std::string& path, Match matches) {
  const stdio_file list = open_list(path);
  if (!list) return std::nullopt;
  while (const passwd* entry = ::fgetpwent(list.get())) {
    if (matches(*entry)) return user_account{entry->pw_name, entry->pw_uid, entry->pw_gid};
  }
  return std::nullopt;
}

bool has_member(const group& entry, const std::string& name) {
  for (char** member = entry.gr_mem; *member != nullptr; ++member) {
    if (name == *member) return true;
  }
  return false;
}

}  // namespace

std::optional<user_account> find_user(const std::string& name, const account_files& files) {
  const auto by_name = [&](const passwd& entry) { return name == entry.pw_name; };
  if (auto found = search_users(files.users, by_name)) return found;
  const auto id = parse_id(name);
  if (!id) return std::nullopt;
  const auto by_id = [&](const passwd& entry) { return entry.pw_uid == *id; };
  if (auto found = search_users(files.users, by_id)) return found;
  return user_account{{}, *id, std::nullopt};
}

std::optional<gid_t> find_group(const std::string& name, const account_files& files) {
  if (const stdio_file list = open_list(files.groups)) {
    while (const group* entry = ::fgetgrent(list.get())) {
      if (name == entry->gr_name) return entry->gr_gid;
    }
  }
  return parse_id(name);
}

std::vector<gid_t> groups_of_member(const std::string& user_name, const account_files& files) {
  std::vector<gid_t> groups;
  const stdio_file list = open_list(files.groups);
  if (!list) return groups;
  while (const group* entry = ::fgetgrent(list.get())) {
    if (has_member(*entry, user_name)) groups.push_back(entry->gr_gid);
  }
  return groups;
}

}  // namespace owlet::base
