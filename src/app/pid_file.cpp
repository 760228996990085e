// The file that says which process is the daemon.
#include "owlet/app/pid_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "owlet/base/system_error.h"

namespace owlet::app {

namespace {

constexpr off_t kOwnerByte = 0;
constexpr off_t kPidBase =
    1;  // the byte of process 0, which there is not: a gap behind the owner's

// Locks, or with F_UNLCK unlocks, `length` bytes; a length of 0 is everything from there on.
bool set_lock(int file, short type, off_t start, off_t length) {
  struct flock range = {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  range.l_start = start;
  range.l_len = length;
  return ::fcntl(file, F_OFD_SETLK, &range) == 0;
}

// Whether the name still leads to the open file.
bool is_named(int file, const std::string& path) {
  struct stat open = {};
  struct stat named = {};
  return ::fstat(file, &open) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

// What a link leads to is not written to, for others may have laid it.
base::unique_fd open_file(const std::string& path) {
  constexpr int kFlags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  base::unique_fd file(::open(path.c_str(), kFlags, 0644));
  if (!file) base::throw_errno("open pid file " + path);
  struct stat found = {};
  if (::fstat(file.get(), &found) != 0) base::throw_errno("stat pid file " + path);
  if (!S_ISREG(found.st_mode) || !read_pid_file(file.get())) {
    throw std::runtime_error("pid file " + path +
                             ": something else is there: give another name with --pidfile");
  }
  return file;
}

[[noreturn]] void refuse(int file, const std::string& path) {
  const auto owner = owner_of_pid_file(file);
  const std::string who = owner ? "process " + std::to_string(*owner) : "another process";
  throw std::runtime_error("pid file " + path + ": " + who +
                           " holds it: end that one with owlet stop " + path +
                           ", or give another name with --pidfile");
}

// Somebody may take the name away between the opening and the lock; then it begins again.
base::unique_fd open_locked(const std::string& path) {
  for (;;) {
    base::unique_fd file = open_file(path);
    if (!set_lock(file.get(), F_WRLCK, kOwnerByte, 1)) {
      if (errno != EAGAIN && errno != EACCES) base::throw_errno("lock pid file " + path);
      refuse(file.get(), path);
    }
    if (is_named(file.get(), path)) return file;
  }
}

}  // namespace

pid_file::pid_file(base::unique_fd file, std::string path)
    : file_(std::move(file)), path_(std::move(path)) {}

pid_file::pid_file(std::string path) : file_(open_locked(path)), path_(std::move(path)) {
  if (!rewrite(::getpid())) base::throw_errno("write pid file " + path_);
}

pid_file pid_file::adopt(base::unique_fd file, std::string path) {
  if (!is_named(file.get(), path) || !set_lock(file.get(), F_WRLCK, kOwnerByte, 1)) {
    throw std::runtime_error("pid file " + path + ": " + std::string(kPidFileVariable) + '=' +
                             std::to_string(file.get()) +
                             " is another file: where --pidfile has changed, stop owlet, and start "
                             "it again");
  }
  ::fcntl(file.get(), F_SETFD, FD_CLOEXEC);
  return {std::move(file), std::move(path)};
}

pid_file::~pid_file() {
  if (!file_ || read_pid_file(file_.get()) != ::getpid() || !is_named(file_.get(), path_)) return;
  if (::unlink(path_.c_str()) == 0) return;
  [[maybe_unused]] const int emptied = ::ftruncate(file_.get(), 0);
}

// The lock of the new owner comes before that of the old one goes, so that the file is somebody's
// at any time; the text comes last, so that it changes when the owner is known. It is written over
// the old one and then cut: its first line is an id at any time.
bool pid_file::rewrite(pid_t owner) {
  set_lock(file_.get(), F_WRLCK, kPidBase + owner, 1);
  set_lock(file_.get(), F_UNLCK, kPidBase, owner);
  set_lock(file_.get(), F_UNLCK, kPidBase + owner + 1, 0);
  const std::string text = std::to_string(owner) + '\n';
  return ::pwrite(file_.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
         ::ftruncate(file_.get(), static_cast<off_t>(text.size())) == 0;
}

// Asks for a lock to read, which only a lock to write stands against: whoever may read the file
// but not write to it cannot pass himself, or another, off as its owner.
std::optional<pid_t> owner_of_pid_file(int file) {
  struct flock range = {};
  range.l_type = F_RDLCK;
  range.l_whence = SEEK_SET;
  range.l_start = kPidBase;
  if (::fcntl(file, F_OFD_GETLK, &range) != 0 || range.l_type == F_UNLCK) return std::nullopt;
  return static_cast<pid_t>(range.l_start - kPidBase);
}

std::optional<pid_t> read_pid_file(int file) {
  std::array<char, 32> buffer{};
  const ssize_t length = ::pread(file, buffer.data(), buffer.size(), 0);
  if (length == 0) return 0;
  if (length < 0) return std::nullopt;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(length));
  pid_t pid = 0;
  const auto read = std::from_chars(text.begin(), text.end(), pid);
  const bool is_whole = read.ptr == text.end() || *read.ptr == '\n';
  if (read.ec != std::errc{} || !is_whole || pid <= 0) return std::nullopt;
  return pid;
}

}  // namespace owlet::app
