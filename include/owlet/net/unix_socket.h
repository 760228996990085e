// Listening at a name in the file system.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "owlet/base/unique_fd.h"
#include "owlet/net/listen_spec.h"

namespace owlet::net {

// Which file a path leads to.
struct file_identity {
  dev_t device = 0;
  ino_t inode = 0;

  [[nodiscard]] bool operator==(const file_identity&) const = default;
};

// The socket that a path is the name of; nothing when there is none.
[[nodiscard]] std::optional<file_identity> socket_at(const std::string& path);

// The name of a listening unix socket. Removed in the end by the process that owns it, if the path
// still leads to the socket: a worker that was forked leaves it alone, and so does everybody once
// the socket was handed on.
class socket_name {
public:
  socket_name() = default;  // none: of a socket that has no file, or is not ours
  // Owned by nobody yet.
  socket_name(std::string path, const file_identity& file) : path_(std::move(path)), file_(file) {}
  ~socket_name() { remove(); }

  socket_name(socket_name&& other) noexcept;
  socket_name& operator=(socket_name&& other) noexcept;
  socket_name(const socket_name&) = delete;
  socket_name& operator=(const socket_name&) = delete;

  [[nodiscard]] bool empty() const { return path_.empty(); }
  [[nodiscard]] const file_identity& file() const { return file_; }

  // From now on this process removes the name, or nobody does.
  void own();
  void disown() { owner_ = 0; }

private:
  void remove() noexcept;

  std::string path_;
  file_identity file_;
  pid_t owner_ = 0;
};

struct unix_listener {
  base::unique_fd socket;
  socket_name name;  // owned by this process
};

// Binds and listens. The file has its mode and its owner before anybody can connect. One that was
// left behind is replaced, if it is a socket and nobody answers on it; two processes that do this
// at once take turns (by a lock on the directory, where it can be had). Throws std::system_error.
[[nodiscard]] unix_listener listen_at_unix(const unix_place& place);

}  // namespace owlet::net
