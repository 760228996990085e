// Opens names beneath a directory, and nothing outside of it.
#include "owlet/site/jail.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "owlet/base/unique_fd.h"

namespace owlet::site {

namespace {

constexpr int kLookFlags = O_PATH | O_CLOEXEC;

// A rename anywhere on the way may make openat2 give up; its manual says to try again.
constexpr int kMaxAttempts = 16;

int openat2(int directory, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<unsigned>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, directory, path, &how, sizeof how));
}

int open_by_kernel(int directory, const char* path, int flags) {
  int fd = -1;
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    fd = openat2(directory, path, flags);
    if (fd >= 0 || (errno != EAGAIN && errno != EINTR)) break;
  }
  return fd;
}

// Going down is all there is. A link on the way fails as if its target were no directory, and one
// at the end with ELOOP.
int open_by_walking(int directory, const char* path, int flags) {
  base::unique_fd above;
  int from = directory;
  std::string component;
  for (const char* slash = std::strchr(path, '/'); slash != nullptr;
       path = slash + 1, slash = std::strchr(path, '/')) {
    component.assign(path, slash);
    base::unique_fd next(::openat(from, component.c_str(), kLookFlags | O_NOFOLLOW | O_DIRECTORY));
    if (!next) return -1;
    above = std::move(next);
    from = above.get();
  }
  return ::openat(from, path, flags | O_NOFOLLOW);
}

}  // namespace

// Kernels before 5.6 do not have the call, and some sandboxes forbid what they do not know.
resolution best_resolution(int directory) {
  const base::unique_fd probe(openat2(directory, ".", kLookFlags));
  return probe || (errno != ENOSYS && errno != EPERM) ? resolution::by_kernel
                                                      : resolution::by_walking;
}

int open_beneath(int directory, const char* path, int flags, resolution how) {
  return how == resolution::by_kernel ? open_by_kernel(directory, path, flags)
                                      : open_by_walking(directory, path, flags);
}

}  // namespace owlet::site
