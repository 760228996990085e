// The daemon that a pid file leads to.
#include "owlet/app/found_daemon.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <utility>

#include "owlet/app/pid_file.h"
#include "owlet/base/message.h"
#include "owlet/base/system_error.h"

namespace owlet::app {

namespace {

constexpr int kMostLooks = 3;  // at a file that changes hands while it is looked at

void complain(const std::string& text) { base::say(base::message_level::error, text); }

// Whether a process has the file open, where that can be seen: the id in a pid file of another
// namespace (a container's) is somebody else's here.
bool could_hold(pid_t process, int file) {
  struct stat wanted = {};
  if (::fstat(file, &wanted) != 0) return false;
  std::error_code failed;
  const std::string directory = "/proc/" + std::to_string(process) + "/fd";
  const auto descriptors = std::filesystem::directory_iterator(directory, failed);
  if (failed) return true;
  for (const auto& each : descriptors) {
    struct stat open = {};
    if (::stat(each.path().c_str(), &open) == 0 && open.st_dev == wanted.st_dev &&
        open.st_ino == wanted.st_ino) {
      return true;
    }
  }
  return false;
}

// Nobody holds the lock: either the daemon has just ended in peace, or long ago in another way.
found_daemon look_at_leftover(int file, const std::string& path) {
  const auto written = read_pid_file(file);
  struct stat status = {};
  if (!written) {
    complain("pid file " + path + ": there is no process id in it: give the file of --pidfile");
    return {daemon_state::unclear};
  }
  const bool is_gone = ::fstat(file, &status) == 0 && status.st_nlink == 0;
  return {*written == 0 || is_gone ? daemon_state::absent : daemon_state::stale, *written};
}

// The owner is asked for again when there is a handle: if it is the same, then the handle is of it,
// for it has not ended in between. Nothing when it has: then the file has to be looked at again.
std::optional<found_daemon> look_at(const std::string& path) {
  base::unique_fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) {
    if (errno == ENOENT) return found_daemon{};
    complain("open pid file " + path + ": " + base::errno_text(errno));
    return found_daemon{daemon_state::unclear};
  }
  const auto owner = owner_of_pid_file(file.get());
  if (!owner) return look_at_leftover(file.get(), path);
  base::unique_fd handle(static_cast<int>(::syscall(SYS_pidfd_open, *owner, 0)));
  if (!handle && errno != ESRCH) {
    complain("pidfd_open " + std::to_string(*owner) + ": " + base::errno_text(errno));
    return found_daemon{daemon_state::unclear};
  }
  if (owner_of_pid_file(file.get()) != owner) return std::nullopt;
  if (!handle || !could_hold(*owner, file.get())) {
    complain("pid file " + path + ": process " + std::to_string(*owner) +
             " is not its owner here: run this command in the container that owlet runs in");
    return found_daemon{daemon_state::unclear};
  }
  return found_daemon{daemon_state::running, *owner, std::move(file), std::move(handle)};
}

}  // namespace

found_daemon find_daemon(const std::string& path) {
  for (int look = 0; look < kMostLooks; ++look) {
    if (auto found = look_at(path)) return std::move(*found);
  }
  complain("pid file " + path + ": it changes hands again and again: try once more");
  return {daemon_state::unclear};
}

bool found_daemon::send_signal(int number) const {
  if (::syscall(SYS_pidfd_send_signal, handle.get(), number, nullptr, 0) == 0) return true;
  if (errno == ESRCH) return true;
  complain("signal to process " + std::to_string(process) + ": " + base::errno_text(errno) +
           ": run this command as its user, or as root");
  return false;
}

}  // namespace owlet::app
