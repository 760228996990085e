// Errors of start-up that carry errno and say what was tried.
#include "owlet/base/system_error.h"

#include <cerrno>

namespace owlet::base {

void throw_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::string errno_text(int error) { return std::generic_category().message(error); }

}  // namespace owlet::base
