// Whether the root can still be served from.
#pragma once

#include <string>

#include "owlet/base/unique_fd.h"

namespace owlet::site {

// Looks at a directory from time to time, for whoever has to know and serves nothing himself. Holds
// it by descriptor, as a document_root does: a jail or another working directory changes nothing.
class root_watch {
public:
  // Throws std::system_error when it is no directory.
  explicit root_watch(const std::string& path);

  // Whether it is still there and may be searched. Two system calls.
  [[nodiscard]] bool is_readable() const;

private:
  base::unique_fd root_;
};

}  // namespace owlet::site
