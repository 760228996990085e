// Whether the root can still be served from.
#include "owlet/site/root_watch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "owlet/base/system_error.h"

namespace owlet::site {

root_watch::root_watch(const std::string& path)
    : root_(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  if (!root_) base::throw_errno("open root " + path);
}

// A directory that was removed while it is held has no name left.
bool root_watch::is_readable() const {
  struct stat found = {};
  return ::fstat(root_.get(), &found) == 0 && found.st_nlink > 0 &&
         ::faccessat(root_.get(), ".", X_OK, AT_EACCESS) == 0;
}

}  // namespace owlet::site
