// Reading, compressing, and a rename at the end.
#include "owlet/compress/sidecar.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <ctime>
#include <shared_mutex>
#include <thread>
#include <utility>

#include "owlet/base/system_error.h"

namespace owlet::compress {

namespace {

using std::chrono::nanoseconds;

// Two changes within one tick of the clock that stamps files look like one: what was written just
// now is read when the next change would be stamped with another time.
constexpr nanoseconds kTick = std::chrono::milliseconds(20);
constexpr int kMaxAttempts = 5;

constexpr const char* kChanged = "changed while it was compressed: run owlet compress again";

sidecar_result failure(int error) { return {outcome::failed, 0, 0, base::errno_text(error)}; }

sidecar_result left_alone(std::string reason) {
  return {outcome::left_alone, 0, 0, std::move(reason)};
}

sidecar_result not_opened(site::file_kind kind) {
  switch (kind) {
    case site::file_kind::absent:
    case site::file_kind::directory:
    case site::file_kind::outside: return left_alone(kChanged);
    case site::file_kind::forbidden: return failure(EACCES);
    case site::file_kind::exhausted: return failure(EMFILE);
    case site::file_kind::regular:
    case site::file_kind::failed: break;
  }
  return failure(EIO);
}

// The same file, as it is when its last change is over: when a further one would get another time.
// How long that is ago is told by the clock before the look: what passes after it, on a machine
// that is busy, says nothing of the file. A time that lies ahead is none of a change.
bool settle(site::opened_file& opened) {
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    const nanoseconds before = std::chrono::system_clock::now().time_since_epoch();
    opened.info = site::document_root::look_at(opened.fd.get());
    const nanoseconds after = std::chrono::system_clock::now().time_since_epoch();
    const site::file_time& mtime = opened.info.identity.mtime;
    const nanoseconds changed =
        std::chrono::seconds(mtime.seconds) + nanoseconds(mtime.nanoseconds);
    if (changed > after || before - changed >= kTick) return true;
    std::this_thread::sleep_for(kTick - (before - changed));
  }
  return false;
}

std::string temporary_name() {
  static std::atomic<unsigned> number = 0;
  return std::string(kTemporaryPrefix) + std::to_string(::getpid()) + '-' +
         std::to_string(number++);
}

// A file that is not there yet: written under a name of its own, which goes with it unless it gets
// the one that it is for.
class new_file {
public:
  explicit new_file(base::unique_fd directory)
      : directory_(std::move(directory)), name_(temporary_name()) {
    constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    if (directory_)
      file_ = base::unique_fd(::openat(directory_.get(), name_.c_str(), kFlags, 0600));
  }
  ~new_file() {
    if (file_) ::unlinkat(directory_.get(), name_.c_str(), 0);
  }
  new_file(const new_file&) = delete;
  new_file& operator=(const new_file&) = delete;

  [[nodiscard]] bool is_open() const { return static_cast<bool>(file_); }

  [[nodiscard]] bool write(std::string_view content) const {
    while (!content.empty()) {
      const ssize_t count = ::write(file_.get(), content.data(), content.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return false;
      content.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  // Others can read it only once it is whole, and only those who can read the original. The time
  // comes last, for the rest changes it.
  [[nodiscard]] bool imitate(const struct stat& original) const {
    struct stat own = {};
    if (::fstat(file_.get(), &own) != 0) return false;
    const bool is_other = own.st_uid != original.st_uid || own.st_gid != original.st_gid;
    if (is_other && ::geteuid() == 0 &&
        ::fchown(file_.get(), original.st_uid, original.st_gid) != 0) {
      return false;
    }
    const timespec times[] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, original.st_mtim};
    return ::fchmod(file_.get(), original.st_mode & 0777U) == 0 &&
           ::futimens(file_.get(), times) == 0;
  }

  [[nodiscard]] bool rename_to(const std::string& name) {
    if (::renameat(directory_.get(), name_.c_str(), directory_.get(), name.c_str()) != 0) {
      return false;
    }
    file_.reset();
    return true;
  }

private:
  base::unique_fd directory_;
  base::unique_fd file_;
  std::string name_;
};

}  // namespace

sidecar_result sidecar_maker::read(const std::string& path, site::opened_file& opened) {
  opened = top_.open_source(path);
  if (opened.info.kind != site::file_kind::regular) return not_opened(opened.info.kind);
  if (!settle(opened)) return left_alone(kChanged);
  const std::uint64_t size = opened.info.identity.size;
  if (size > kMaxSourceBytes) {
    return left_alone("larger than " + std::to_string(kMaxSourceBytes >> 20U) + " MiB");
  }
  content_.resize(static_cast<std::size_t>(size));
  const auto got =
      site::document_root::read(opened.fd.get(), 0, content_, base::disk_wait::accepted);
  if (got.status != site::read_status::done) return failure(EIO);
  if (got.bytes != size) return left_alone(kChanged);
  return {outcome::written, size};
}

sidecar_result sidecar_maker::shrink(http::content_coding coding, effort how) {
  if (!encoder_.encode(content_, coding, how, smaller_)) return failure(ENOMEM);
  const bool is_small = smaller_.size() * 100 <= content_.size() * kMaxPercent;
  return {is_small ? outcome::written : outcome::no_gain, content_.size(), smaller_.size()};
}

sidecar_result sidecar_maker::estimate(const std::string& path, http::content_coding coding) {
  site::opened_file opened;
  sidecar_result result = read(path, opened);
  return result.what == outcome::written ? shrink(coding, effort::quick) : result;
}

sidecar_result sidecar_maker::make(const std::string& path, http::content_coding coding) {
  site::opened_file opened;
  const std::string sidecar = path + std::string(http::suffix_of(coding));
  if (name_of(sidecar).size() > NAME_MAX) return left_alone("the name would be too long");
  if (sidecar_result got = read(path, opened); got.what != outcome::written) return got;
  for (const effort how : {effort::quick, effort::best}) {
    if (gate_.is_shut()) return {outcome::stopped};
    std::swap(smaller_, quick_);
    sidecar_result made = shrink(coding, how);
    if (how == effort::quick && made.what == outcome::no_gain) {
      return remove_old(sidecar, std::move(made));
    }
    if (made.what == outcome::failed) return made;
  }
  if (quick_.size() < smaller_.size()) std::swap(smaller_, quick_);  // that happens, if seldom
  const site::opened_file now = top_.open_source(path);
  if (now.info.kind != site::file_kind::regular || now.info.identity != opened.info.identity) {
    return left_alone(kChanged);
  }
  return publish(sidecar, opened.fd.get());
}

sidecar_result sidecar_maker::publish(const std::string& path, int original) {
  struct stat like = {};
  const std::shared_lock inside(gate_.mutex());
  if (gate_.is_shut()) return {outcome::stopped};
  if (::fstat(original, &like) != 0) return failure(errno);
  new_file made(top_.open_parent(path));
  if (!made.is_open() || !made.write(smaller_) || !made.imitate(like) ||
      !made.rename_to(name_of(path))) {
    return failure(errno);
  }
  return {outcome::written, content_.size(), smaller_.size()};
}

sidecar_result sidecar_maker::remove_old(const std::string& path, sidecar_result result) {
  const int error = top_.remove(path);
  return error == 0 ? std::move(result) : failure(error);
}

}  // namespace owlet::compress
