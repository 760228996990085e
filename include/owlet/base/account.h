// Users and groups by name or number, from the files that list them.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace owlet::base {

// Where accounts are listed. Only these files are read, for a static binary has no name service
// switch (nsswitch.conf(5)): who is known to LDAP only has to be given by number.
struct account_files {
  std::string users = "/etc/passwd";
  std::string groups = "/etc/group";
};

// A user: of a number that no file lists, nothing else is known.
struct user_account {
  std::string name;
  uid_t id = 0;
  std::optional<gid_t> group;
};

// The user of this name or, where nobody bears it, of this number, as in chown(1). Nothing when it
// is neither; -1 is no number, for it means "nobody in particular" to the kernel.
[[nodiscard]] std::optional<user_account> find_user(const std::string& name,
                                                    const account_files& files = {});

// The same for a group.
[[nodiscard]] std::optional<gid_t> find_group(const std::string& name,
                                              const account_files& files = {});

// The groups that list a user as their member; not the user's own one.
[[nodiscard]] std::vector<gid_t> groups_of_member(const std::string& user_name,
                                                  const account_files& files = {});

}  // namespace owlet::base
