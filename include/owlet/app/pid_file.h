// The file that says which process is the daemon.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "owlet/base/unique_fd.h"

namespace owlet::app {

// Through an upgrade the new binary finds the descriptor of the pid file here.
inline constexpr const char* kPidFileVariable = "OWLET_PIDFILE_FD";

// Owns a pid file: its name, and locks on it that end with the process (fcntl(2), F_OFD_SETLK). One
// on the first byte keeps a second owlet out; one on the byte whose offset is the process's id, and
// one, tells everybody whose the file is: what is written there may be stale, and the number of a
// process that has ended may be a stranger's by now. The locks belong to the open file: whoever
// inherits the descriptor holds them too, so that a child that goes on by itself calls release().
class pid_file {
public:
  // Makes the file, or takes over one whose owner has ended, and writes the id of this process.
  // Throws std::system_error, and std::runtime_error when another process holds the file or when
  // what stands there is something else.
  explicit pid_file(std::string path);

  // In the new process of an upgrade: the file as it was handed on, which goes on saying that it is
  // the old one's until rewrite. Throws std::runtime_error when the descriptor is not that file.
  [[nodiscard]] static pid_file adopt(base::unique_fd file, std::string path);

  pid_file(pid_file&&) noexcept = default;
  pid_file& operator=(pid_file&&) = delete;

  // Takes the name away if the file is still there and says that it is this process's; where the
  // directory does not permit that any more, leaves an empty file.
  ~pid_file();

  // Says that the file is `owner`'s from now on: of the new process, when it serves; of the old
  // one, when an upgrade has failed, which is how `owlet upgrade` gets to know. False when the text
  // could not be written; the locks are in place all the same.
  [[nodiscard]] bool rewrite(pid_t owner);

  // Lets go of the file and leaves it as it is.
  void release() noexcept { file_.reset(); }

  // To be handed on; close-on-exec.
  [[nodiscard]] int fd() const { return file_.get(); }

private:
  pid_file(base::unique_fd file, std::string path);

  base::unique_fd file_;
  std::string path_;
};

// The id of the living process that holds a pid file open elsewhere, if there is one. `file` is
// another open file of the same name than the holder's.
[[nodiscard]] std::optional<pid_t> owner_of_pid_file(int file);

// The id that is written in a pid file, stale or not; 0 in an empty one, nothing when the text is
// no id.
[[nodiscard]] std::optional<pid_t> read_pid_file(int file);

}  // namespace owlet::app
