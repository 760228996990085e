// The only file that touches the disk to serve.
#include "owlet/site/document_root.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "owlet/base/system_error.h"

namespace owlet::site {

namespace {

// O_NONBLOCK: the open of a FIFO must not wait for a writer. O_NOCTTY: nor may a terminal become
// ours.
constexpr int kReadFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
constexpr int kLookFlags = O_PATH | O_CLOEXEC;

base::unique_fd hold_directory(const std::string& path) {
  return base::unique_fd(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

bool can_be_searched(int directory) { return ::faccessat(directory, ".", X_OK, AT_EACCESS) == 0; }

base::unique_fd open_root(const std::string& path) {
  base::unique_fd root = hold_directory(path);
  if (!root) base::throw_errno("open root " + path);
  if (!can_be_searched(root.get())) base::throw_errno("search root " + path);
  return root;
}

// Where that cannot be found out, it is well possible.
bool has_link(const std::string& path) {
  std::error_code failed;
  const auto real = std::filesystem::canonical(path, failed);
  const auto named = std::filesystem::absolute(path, failed) / "";
  return failed || real / "" != named.lexically_normal();
}

file_time time_of(const timespec& time) { return {time.tv_sec, time.tv_nsec}; }

file_info info_of(const struct stat& found) {
  file_info info;
  info.kind = S_ISREG(found.st_mode)   ? file_kind::regular
              : S_ISDIR(found.st_mode) ? file_kind::directory
                                       : file_kind::forbidden;
  info.identity = {.device = found.st_dev,
                   .inode = found.st_ino,
                   .size = static_cast<std::uint64_t>(found.st_size),
                   .mtime = time_of(found.st_mtim),
                   .ctime = time_of(found.st_ctim)};
  return info;
}

}  // namespace

file_info document_root::look_at(int file) {
  struct stat found = {};
  if (::fstat(file, &found) != 0) return {.kind = file_kind::failed, .identity = {}};
  return info_of(found);
}

document_root::document_root(const std::string& path, followed_links links)
    : root_(open_root(path)),
      held_(look_at(root_.get()).identity),
      name_(path),
      may_move_(has_link(path)),
      how_(best_resolution(root_.get())),
      links_(std::move(links)) {}

document_root::document_root(const std::string& path, resolution how, followed_links links)
    : document_root(path, std::move(links)) {
  how_ = how;
}

document_root::document_root(base::unique_fd root, const document_root& before)
    : root_(std::move(root)),
      held_(look_at(root_.get()).identity),
      name_(before.name_),
      may_move_(true),
      how_(before.how_),
      links_(before.links_) {}

// While a name leads nowhere, in the middle of a deploy that takes two steps, the directory stays.
std::optional<document_root> document_root::moved() const {
  struct stat named = {};
  if (!may_move_ || ::stat(name_.c_str(), &named) != 0) return std::nullopt;
  if (named.st_dev == held_.device && named.st_ino == held_.inode) return std::nullopt;
  base::unique_fd other = hold_directory(name_);
  if (!other || !can_be_searched(other.get())) return std::nullopt;
  return document_root(std::move(other), *this);
}

bool document_root::is_same_as(const document_root& other) const {
  return held_.device == other.held_.device && held_.inode == other.held_.inode;
}

// A directory that was removed while it is held has no name left.
bool document_root::is_readable() const {
  struct stat found = {};
  return ::fstat(root_.get(), &found) == 0 && found.st_nlink > 0 && can_be_searched(root_.get());
}

opened_file document_root::open(const std::string& path) const {
  const char* name = path.empty() ? "." : path.c_str();
  base::unique_fd fd(open_with(name, kReadFlags));
  if (!fd) return {{.kind = kind_of_failure(errno, name), .identity = {}}, {}};
  const file_info info = look_at(fd.get());
  if (info.kind != file_kind::regular) fd.reset();
  return {info, std::move(fd)};
}

opened_file document_root::open_directory(const std::string& path) const {
  const char* name = path.empty() ? "." : path.c_str();
  base::unique_fd fd(open_with(name, kReadFlags | O_DIRECTORY));
  if (fd) return {look_at(fd.get()), std::move(fd)};
  return {{.kind = errno == EACCES ? file_kind::forbidden : kind_of_failure(errno, name),
           .identity = {}},
          {}};
}

file_info document_root::find_out(const std::string& path) const {
  const base::unique_fd place(open_with(path.c_str(), kLookFlags));
  if (!place) return {.kind = kind_of_failure(errno, path.c_str()), .identity = {}};
  return look_at(place.get());
}

std::optional<document_root> document_root::duplicate() const {
  base::unique_fd root(::fcntl(root_.get(), F_DUPFD_CLOEXEC, 0));
  if (!root) return std::nullopt;
  return document_root(std::move(root), *this);
}

bool document_root::has_identity(const char* path, const file_info& known) const {
  struct stat found = {};
  if (::fstatat(root_.get(), path, &found, 0) != 0) {
    return known.kind == file_kind::absent && (errno == ENOENT || errno == ENOTDIR);
  }
  const file_info now = info_of(found);
  return now.kind == file_kind::regular && known.kind == file_kind::regular &&
         now.identity == known.identity;
}

file_info document_root::look_at(const char* path) const {
  struct stat found = {};
  const int flags = *path == '\0' ? AT_EMPTY_PATH : 0;
  if (::fstatat(root_.get(), path, &found, flags) == 0) return info_of(found);
  return {.kind = errno == ENOENT || errno == ENOTDIR ? file_kind::absent : file_kind::failed,
          .identity = {}};
}

// tmpfs, overlayfs, FUSE and NFS do not know RWF_NOWAIT.
read_result document_root::read(int file, std::uint64_t offset, std::span<char> buffer,
                                base::disk_wait wait) {
  std::size_t done = 0;
  while (done < buffer.size()) {
    const iovec rest{buffer.data() + done, buffer.size() - done};
    const int flags = wait == base::disk_wait::refused ? RWF_NOWAIT : 0;
    const ssize_t n = ::preadv2(file, &rest, 1, static_cast<off_t>(offset + done), flags);
    if (n > 0) {
      done += static_cast<std::size_t>(n);
    } else if (n == 0) {
      break;
    } else if (errno == EAGAIN && wait == base::disk_wait::refused) {
      return {read_status::cold, done};
    } else if (errno == EOPNOTSUPP && wait == base::disk_wait::refused) {
      const bool comes = base::read_ahead(file, offset, buffer.size());
      const bool is_there =
          base::bytes_in_memory(file, offset, buffer.size(), base::look::closely) == buffer.size();
      if (comes && !is_there) return {read_status::cold, done};
      wait = base::disk_wait::accepted;
    } else if (errno != EINTR) {
      return {read_status::failed, done};
    }
  }
  return {read_status::done, done};
}

int document_root::open_with(const char* path, int flags) const {
  const int fd = open_beneath(root_.get(), path, flags, how_);
  if (fd >= 0 || links_.is_empty() || (errno != EXDEV && errno != ELOOP && errno != ENOTDIR)) {
    return fd;
  }
  const int error = errno;
  const int followed = links_.open(root_.get(), name_, path, flags, how_);
  if (followed < 0 && errno == EXDEV) errno = error;
  return followed;
}

// EXDEV is a link that leads out of the root, ENXIO a socket or a device without a driver. A
// directory may be searched without being readable: it is looked at, not opened.
file_kind document_root::kind_of_failure(int error, const char* path) const {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
    case EINVAL: return file_kind::absent;
    case EXDEV:
    case ELOOP: return file_kind::outside;
    case EACCES: {
      const base::unique_fd place(open_with(path, kLookFlags));
      const bool is_directory = place && look_at(place.get()).kind == file_kind::directory;
      return is_directory ? file_kind::directory : file_kind::forbidden;
    }
    case EPERM:
    case ENXIO:
    case ENODEV: return file_kind::forbidden;
    case EAGAIN:
    case EMFILE:
    case ENFILE:
    case ENOMEM: return file_kind::exhausted;
    default: return file_kind::failed;
  }
}

}  // namespace owlet::site
