// The directories outside of the root that links may lead into.
#include "owlet/site/followed_links.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <filesystem>
#include <optional>
#include <utility>

#include "owlet/base/system_error.h"

namespace owlet::site {

namespace {

constexpr int kDirectoryFlags = O_PATH | O_DIRECTORY | O_CLOEXEC;

// As many as the kernel follows in one path.
constexpr int kMaxLinks = 40;

// Without "." and ".." and a slash at its end.
std::string normal_form(const std::string& path) {
  std::string text = std::filesystem::path(path).lexically_normal().string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

std::optional<std::string> read_link(int directory, const std::string& name) {
  std::array<char, PATH_MAX> text;
  const ssize_t size = ::readlinkat(directory, name.c_str(), text.data(), text.size());
  if (size <= 0) return std::nullopt;
  return std::string(text.data(), static_cast<std::size_t>(size));
}

// Where the first link on the way leads to, with the rest of the path behind it, as an absolute
// path; nothing if there is none.
std::optional<std::string> first_link(int directory, const std::string& name,
                                      const std::string& path) {
  base::unique_fd above;
  std::string done = name;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string component = path.substr(at, end - at);
    const int from = above ? above.get() : directory;
    if (const auto target = read_link(from, component)) {
      const std::string before = target->starts_with('/') ? "" : done + '/';
      return normal_form(before + *target + path.substr(end));
    }
    base::unique_fd next(::openat(from, component.c_str(), kDirectoryFlags | O_NOFOLLOW));
    if (!next) return std::nullopt;
    above = std::move(next);
    done += '/' + component;
    at = end + 1;
  }
  return std::nullopt;
}

bool is_beneath(std::string_view path, std::string_view directory) {
  if (!path.starts_with(directory)) return false;
  return path.size() == directory.size() || path[directory.size()] == '/' || directory == "/";
}

bool leads_out(int error, resolution how) {
  return error == EXDEV || error == ELOOP || (error == ENOTDIR && how == resolution::by_walking);
}

}  // namespace

followed_links::followed_links(const std::vector<std::string>& directories) {
  for (const std::string& each : directories) {
    const base::unique_fd opened(::open(each.c_str(), kDirectoryFlags));
    if (!opened) base::throw_errno("open directory of links " + each);
    std::error_code failed;
    names_.push_back(normal_form(std::filesystem::absolute(each, failed).string()));
    const auto real = std::filesystem::canonical(each, failed);
    if (!failed && real.string() != names_.back()) names_.push_back(real.string());
  }
}

std::string_view followed_links::containing(std::string_view path,
                                            const std::string& root_name) const {
  for (const std::string& each : names_) {
    if (is_beneath(path, each)) return each;
  }
  return is_beneath(path, root_name) ? std::string_view(root_name) : std::string_view();
}

int followed_links::open(int root, const std::string& root_name, const char* path, int flags,
                         resolution how) const {
  std::error_code failed;
  const std::string real_root = std::filesystem::canonical(root_name, failed).string();
  base::unique_fd opened;
  int directory = root;
  std::string name = real_root;
  std::string rest = path;
  for (int links = 0; links < kMaxLinks && !failed; ++links) {
    const auto target = first_link(directory, name, rest);
    if (!target) break;
    const std::string_view allowed = containing(*target, real_root);
    if (allowed.empty()) break;
    name = allowed;
    rest = target->size() > name.size() ? normal_form("./" + target->substr(name.size())) : ".";
    opened = base::unique_fd(::open(name.c_str(), kDirectoryFlags));
    if (!opened) return -1;
    directory = opened.get();
    const int fd = open_beneath(directory, rest.c_str(), flags, how);
    if (fd >= 0 || !leads_out(errno, how)) return fd;
  }
  errno = EXDEV;
  return -1;
}

}  // namespace owlet::site
