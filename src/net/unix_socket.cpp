// Listening at a name in the file system.
#include "owlet/net/unix_socket.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <system_error>
#include <utility>

#include "owlet/base/account.h"
#include "owlet/base/limits.h"
#include "owlet/base/system_error.h"

namespace owlet::net {

namespace {

constexpr int kSocketType = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

struct unix_address {
  sockaddr_un name{};
  socklen_t size = 0;

  [[nodiscard]] const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&name); }
};

// An abstract name begins with a NUL, and is as long as it is (unix(7)).
unix_address address_of(const std::string& path) {
  unix_address address;
  address.name.sun_family = AF_UNIX;
  path.copy(address.name.sun_path, sizeof address.name.sun_path - 1);
  const bool is_abstract = path.starts_with('@');
  if (is_abstract) address.name.sun_path[0] = '\0';
  address.size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (is_abstract ? 0 : 1));
  return address;
}

std::string call_for(const char* call, const std::string& path) {
  return std::string(call) + " unix:" + path;
}

[[noreturn]] void refuse(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

// Keeps others who do the same from the directory for a moment. A lock that cannot be had, or that
// somebody holds for another purpose, is done without.
class directory_lock {
public:
  explicit directory_lock(const std::string& path)
      : fd_(::open(path.substr(0, path.rfind('/') + 1).c_str(),
                   O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    constexpr int kTries = 50;
    constexpr timespec kPause{.tv_sec = 0, .tv_nsec = 10'000'000};
    if (!fd_) return;
    for (int i = 0; i < kTries && ::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0; ++i) {
      if (errno != EWOULDBLOCK) return;
      ::nanosleep(&kPause, nullptr);
    }
  }

private:
  base::unique_fd fd_;
};

// The mode of what is made, for as long as this lives: umask(2) is of the whole process, which has
// one thread.
class umask_for {
public:
  explicit umask_for(mode_t mode) : before_(::umask(0777 & ~mode)) {}
  ~umask_for() { ::umask(before_); }
  umask_for(const umask_for&) = delete;
  umask_for& operator=(const umask_for&) = delete;

private:
  mode_t before_;
};

int bind_socket(int socket, const unix_place& place) {
  const unix_address address = address_of(place.path);
  if (!place.mode) return ::bind(socket, address.data(), address.size);
  const umask_for mode(*place.mode);
  return ::bind(socket, address.data(), address.size);
}

std::string answering_process(int connected) {
  ucred peer{};
  socklen_t size = sizeof peer;
  const bool is_known =
      ::getsockopt(connected, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid > 0;
  return is_known ? "process " + std::to_string(peer.pid) : "another process";
}

// Returns when nobody answers at the path, and throws otherwise. A socket that listens either takes
// the connection or has no room for it; one of another type is bound by somebody.
void refuse_if_answered(const std::string& path) {
  const base::unique_fd probe(::socket(AF_UNIX, kSocketType, 0));
  if (!probe) base::throw_errno(call_for("socket for", path));
  const unix_address address = address_of(path);
  const bool is_connected = ::connect(probe.get(), address.data(), address.size) == 0;
  const int error = is_connected ? 0 : errno;
  if (error == ECONNREFUSED || error == ENOENT) return;
  const bool is_answered = is_connected || error == EAGAIN || error == EPROTOTYPE;
  if (!is_answered) refuse(error, call_for("connect to", path));
  refuse(EADDRINUSE, call_for("bind", path) + ", where " +
                         (is_connected ? answering_process(probe.get()) : "another process") +
                         " answers");
}

bool exists(const std::string& path) {
  struct stat found = {};
  return ::lstat(path.c_str(), &found) == 0;
}

// What was there when nobody answered is what is removed.
void remove_stale(const std::string& path) {
  const auto found = socket_at(path);
  if (!found && !exists(path)) return;
  if (!found) refuse(EEXIST, call_for("bind", path) + ", where a file is that is no socket");
  refuse_if_answered(path);
  if (socket_at(path) == found && ::unlink(path.c_str()) != 0 && errno != ENOENT) {
    base::throw_errno(call_for("unlink", path));
  }
}

uid_t user_id(const unix_place& place) {
  if (place.owner.empty()) return static_cast<uid_t>(-1);  // leaves it, as in chown(2)
  const auto user = base::find_user(place.owner);
  if (user) return user->id;
  refuse(EINVAL, call_for("owner of", place.path) + ", for no user is called " + place.owner);
}

gid_t group_id(const unix_place& place) {
  if (place.group.empty()) return static_cast<gid_t>(-1);
  const auto group = base::find_group(place.group);
  if (group) return *group;
  refuse(EINVAL, call_for("group of", place.path) + ", for no group is called " + place.group);
}

void set_owner(const unix_place& place) {
  if (place.owner.empty() && place.group.empty()) return;
  if (::lchown(place.path.c_str(), user_id(place), group_id(place)) != 0) {
    base::throw_errno(call_for("chown", place.path));
  }
}

void start_listening(int socket, const std::string& path) {
  if (::listen(socket, base::kListenBacklog) != 0) base::throw_errno(call_for("listen", path));
}

unix_listener listen_at_abstract(base::unique_fd socket, const unix_place& place) {
  if (bind_socket(socket.get(), place) != 0) base::throw_errno(call_for("bind", place.path));
  start_listening(socket.get(), place.path);
  return {std::move(socket), {}};
}

}  // namespace

std::optional<file_identity> socket_at(const std::string& path) {
  struct stat found = {};
  if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode)) return std::nullopt;
  return file_identity{found.st_dev, found.st_ino};
}

socket_name::socket_name(socket_name&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      file_(other.file_),
      owner_(std::exchange(other.owner_, 0)) {}

socket_name& socket_name::operator=(socket_name&& other) noexcept {
  if (this == &other) return *this;
  remove();
  path_ = std::exchange(other.path_, {});
  file_ = other.file_;
  owner_ = std::exchange(other.owner_, 0);
  return *this;
}

void socket_name::own() {
  if (!path_.empty()) owner_ = ::getpid();
}

void socket_name::remove() noexcept {
  if (owner_ != 0 && owner_ == ::getpid() && socket_at(path_) == file_) ::unlink(path_.c_str());
  owner_ = 0;
}

// Nobody can connect before listen(2), so that the owner is in time.
unix_listener listen_at_unix(const unix_place& place) {
  base::unique_fd socket(::socket(AF_UNIX, kSocketType, 0));
  if (!socket) base::throw_errno(call_for("socket for", place.path));
  if (place.path.starts_with('@')) return listen_at_abstract(std::move(socket), place);
  const directory_lock lock(place.path);
  int bound = bind_socket(socket.get(), place);
  if (bound != 0 && errno == EADDRINUSE) {
    remove_stale(place.path);
    bound = bind_socket(socket.get(), place);
  }
  if (bound != 0) base::throw_errno(call_for("bind", place.path));
  socket_name name(place.path, socket_at(place.path).value_or(file_identity{}));
  name.own();
  set_owner(place);
  start_listening(socket.get(), place.path);
  return {std::move(socket), std::move(name)};
}

}  // namespace owlet::net
