// A walk through directories by their descriptors, and the doors to single files.
#include "owlet/compress/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include "owlet/base/system_error.h"
#include "owlet/compress/compressible.h"

namespace owlet::compress {

namespace {

constexpr int kDirectory = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

struct directory_closer {
  void operator()(DIR* open) const { ::closedir(open); }
};
using directory_stream = std::unique_ptr<DIR, directory_closer>;

base::unique_fd open_top(const std::string& path) {
  base::unique_fd top(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!top) base::throw_errno("open directory " + path);
  return top;
}

// What the walk knows of an entry before anything else is asked.
enum class entry_type : std::uint8_t { file, link, directory, other };

entry_type type_of(const struct stat& found) {
  if (S_ISREG(found.st_mode)) return entry_type::file;
  if (S_ISLNK(found.st_mode)) return entry_type::link;
  return S_ISDIR(found.st_mode) ? entry_type::directory : entry_type::other;
}

void fill(entry& out, const struct stat& found) {
  out.kind = entry_kind::regular;
  out.size = static_cast<std::uint64_t>(found.st_size);
  out.mtime = {found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
  out.mode = found.st_mode & 0777U;
}

class walk {
public:
  walk(const tree& top, const settings& wanted, std::vector<std::string>& failures)
      : top_(top), wanted_(wanted), failures_(failures) {}

  plan run() {
    directories_.push_back("");
    while (!directories_.empty()) {
      const std::string path = std::move(directories_.back());
      directories_.pop_back();
      look_into(path);
    }
    std::ranges::stable_sort(made_.sources, std::ranges::greater{}, &source::size);
    return std::move(made_);
  }

private:
  // `path` is empty, or ends in a slash.
  void look_into(const std::string& path) {
    const base::unique_fd parent = top_.open_parent(path);
    base::unique_fd own(parent ? ::openat(parent.get(), ".", O_RDONLY | kDirectory) : -1);
    const directory_stream open(own ? ::fdopendir(own.get()) : nullptr);
    if (!open) {
      failures_.push_back((path.empty() ? "." : path) + ": " + base::errno_text(errno));
      return;
    }
    const int directory = own.release();  // the stream's now
    std::vector<entry> entries;
    errno = 0;
    while (const dirent* const found = ::readdir(open.get())) {
      take(path, found->d_name, directory, entries);
      errno = 0;
    }
    if (errno != 0) failures_.push_back(path + ": " + base::errno_text(errno));
    plan_directory(made_, path, std::move(entries), wanted_);
  }

  [[nodiscard]] static bool is_hidden(const std::string& path, std::string_view name) {
    const bool is_public = path.empty() && name == ".well-known";
    return name.starts_with('.') && !is_public && !name.starts_with(kTemporaryPrefix);
  }

  void take(const std::string& path, const char* name, int directory, std::vector<entry>& entries) {
    struct stat found = {};
    if (is_hidden(path, name)) return;
    if (::fstatat(directory, name, &found, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) failures_.push_back(path + name + ": " + base::errno_text(errno));
      return;
    }
    entry each;
    each.name = name;
    switch (type_of(found)) {
      case entry_type::file: fill(each, found); break;
      case entry_type::link: follow(path, each); break;
      case entry_type::directory: directories_.push_back(path + name + '/'); break;
      case entry_type::other: break;
    }
    entries.push_back(std::move(each));
  }

  // A link counts as the file that it leads to, if the server would serve that by this name.
  void follow(const std::string& path, entry& link) {
    link.is_link = true;
    struct stat found = {};
    const site::opened_file target = top_.open_source(path + link.name);
    if (target.fd && ::fstat(target.fd.get(), &found) == 0) fill(link, found);
  }

  const tree& top_;
  const settings& wanted_;
  std::vector<std::string>& failures_;
  std::vector<std::string> directories_;
  plan made_;
};

}  // namespace

tree::tree(const std::string& path) : top_(open_top(path)), root_(path) {}

plan tree::look(const settings& wanted, std::vector<std::string>& failures) const {
  return walk(*this, wanted, failures).run();
}

site::opened_file tree::open_source(const std::string& path) const { return root_.open(path); }

base::unique_fd tree::open_parent(const std::string& path) const {
  base::unique_fd at(::openat(top_.get(), ".", O_PATH | kDirectory));
  for (std::size_t begin = 0, end = 0; at && (end = path.find('/', begin)) != path.npos;
       begin = end + 1) {
    const std::string name = path.substr(begin, end - begin);
    at = base::unique_fd(::openat(at.get(), name.c_str(), O_PATH | kDirectory));
  }
  return at;
}

bool tree::lock() const {
  return ::flock(top_.get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

int tree::remove(const std::string& path) const {
  const base::unique_fd parent = open_parent(path);
  if (parent && ::unlinkat(parent.get(), name_of(path).c_str(), 0) == 0) return 0;
  return errno == ENOENT ? 0 : errno;
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace owlet::compress
