// The file of --auth, and what becomes of it while owlet runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "owlet/base/clock.h"
#include "owlet/base/message.h"
#include "owlet/site/content_hash.h"
#include "owlet/site/file_info.h"
#include "owlet/site/password_table.h"

namespace owlet::site {

// Looks at the file once in a second at the most, with three system calls while it has not changed,
// which is by its name, so that a file that takes its place is seen as well. A new version that has
// a mistake in it, or cannot be read, is reported once, and the last good one stays.
class password_file {
public:
  // Reads the file. Throws std::system_error when that cannot be done, or when there is a mistake
  // in it; each mistake has been said as a message then, by its line.
  password_file(std::string path, password_table& out);

  // The users of another version, when there is one and it is good.
  [[nodiscard]] std::optional<password_table> refresh(const base::moment& now);

private:
  // What there is, good or not.
  struct version {
    file_identity identity;
    content_digest digest;
    std::string trouble;  // why it could not be read; empty when it could
  };
  struct reading {
    version found;
    std::string text;
    bool is_known = false;  // it has the identity of the version before, and was not read
  };
  [[nodiscard]] reading read(bool may_be_known) const;
  // Empty when there is something wrong, which is said.
  [[nodiscard]] std::optional<password_table> judge(const reading& read,
                                                    base::message_level level) const;

  std::string path_;
  version known_;
  std::int64_t read_nanoseconds_ = 0;  // since 1970
  std::optional<base::time_point> next_look_;
};

}  // namespace owlet::site
