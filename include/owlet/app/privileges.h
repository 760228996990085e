// Who the process is, and that it is nobody more.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "owlet/base/account.h"

namespace owlet::app {

// Who the process is to become. A plain value.
struct identity {
  std::string text;  // "--user www", as it was asked for
  uid_t user = 0;
  gid_t group = 0;
  std::vector<gid_t> supplementary;  // ascending, each once, without `group`
};

// Reads --user and --group: names or numbers, one of them not empty. A user brings his own group,
// and those that list him as a member; a group given takes the place of the former. Throws
// std::runtime_error for whom the files do not know.
[[nodiscard]] identity resolve_identity(const std::string& user, const std::string& group,
                                        const base::account_files& files = {});

// Becomes that, for good: real, effective and saved ids; no capability is left to anyone but user
// 0, and no program that is started from here gains a privilege (PR_SET_NO_NEW_PRIVS), however its
// file is marked. Sockets and files that are open stay so. Who is that already needs no privilege.
// Throws std::runtime_error when it is not permitted, or when the way back should still be open.
void become(const identity& wanted);

}  // namespace owlet::app
