// The entries of a directory that may be listed, read a little at a time.
#include "owlet/site/directory_reader.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

#include "owlet/base/limits.h"
#include "owlet/http/percent.h"
#include "owlet/http/target_path.h"
#include "owlet/site/special_files.h"

namespace owlet::site {

namespace {

constexpr std::size_t kBufferBytes = 16 * 1024;

// Between two looks at the clock.
constexpr int kEntriesAtOnce = 16;

// What a request line has around its target, rounded up.
constexpr std::size_t kAroundTarget = 32;

std::size_t encoded_bytes(std::string_view path) {
  std::string text;
  http::append_percent_encoded(text, path, http::uri_text::plain);
  return text.size();
}

// A byte of UTF-8 that begins a sequence of several.
bool is_lead_byte(char c) { return static_cast<unsigned char>(c) >= 0xC0; }

}  // namespace

directory_reader::directory_reader(base::unique_fd directory, document_root root, std::string path,
                                   visibility seen)
    : directory_(std::move(directory)),
      root_(std::move(root)),
      path_(std::move(path)),
      target_bytes_(seen.prefix_bytes + encoded_bytes(path_)),
      seen_(seen),
      buffer_(kBufferBytes) {
  if (!path_.empty()) path_ += '/';
}

reading directory_reader::read_some(base::time_point end, std::size_t most) {
  do {
    for (int left = kEntriesAtOnce; left > 0; --left) {
      if (records_.empty()) {
        if (const auto outcome = refill()) return *outcome;
      }
      if (entries_.size() >= most) return reading::more;
      if (entries_.size() >= base::kMaxListedEntries) return reading::cut;
      dirent64 record{};
      std::memcpy(&record, records_.data(), std::min(sizeof record, records_.size()));
      records_ = records_.subspan(record.d_reclen);
      consider(static_cast<const char*>(record.d_name), record.d_type);
    }
  } while (std::chrono::steady_clock::now() < end);
  return reading::more;
}

// A directory that was removed meanwhile holds nothing any more.
std::optional<reading> directory_reader::refill() {
  for (;;) {
    const ssize_t size = ::getdents64(directory_.get(), buffer_.data(), buffer_.size());
    if (size > 0) {
      records_ = {buffer_.data(), static_cast<std::size_t>(size)};
      return std::nullopt;
    }
    if (size == 0 || errno == ENOENT) return reading::done;
    if (errno != EINTR) return reading::failed;
  }
}

void directory_reader::consider(const char* name, unsigned char type) {
  const bool may_be_listed =
      type == DT_REG || type == DT_DIR || type == DT_LNK || type == DT_UNKNOWN;
  if (!may_be_listed || !may_be_seen(name) || !can_be_asked_for(name)) return;
  auto entry = look_at(name);
  if (!entry) return;
  entry->name = names_.keep(name);
  entries_.push_back(*entry);
}

bool directory_reader::may_be_seen(std::string_view name) const {
  if (name == "." || name == "..") return false;
  const bool is_public = name == ".well-known" && path_.empty();
  if (name.starts_with('.') && !is_public && seen_.dotfiles == dotfile_use::hidden) return false;
  return !path_.empty() || !is_rule_file(name);
}

// A link that owlet itself would answer with 400, 404 or 414 is of no use.
bool directory_reader::can_be_asked_for(std::string_view name) const {
  if (path_.size() + name.size() >= PATH_MAX) return false;
  const std::size_t longest = target_bytes_ + 3 * name.size() + kAroundTarget;
  const bool fits =
      longest <= base::kMaxRequestLineBytes ||
      target_bytes_ + encoded_bytes(name) + kAroundTarget <= base::kMaxRequestLineBytes;
  if (!fits || std::ranges::none_of(name, is_lead_byte)) return fits;
  std::string target = "/";
  http::append_percent_encoded(target, name, http::uri_text::plain);
  http::target_path parsed;
  return http::parse_target(target, parsed) == http::target_kind::path;
}

std::optional<directory_entry> directory_reader::look_at(const char* name) {
  struct stat found = {};
  if (::fstatat(directory_.get(), name, &found, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  directory_entry entry;
  if (S_ISLNK(found.st_mode)) {
    has_links_ = true;
    const file_info target = root_->find_out(path_ + name);
    if (target.kind != file_kind::regular && target.kind != file_kind::directory) {
      return std::nullopt;
    }
    entry.kind = target.kind == file_kind::regular ? entry_kind::file : entry_kind::directory;
    entry.size = target.identity.size;
    entry.mtime = target.identity.mtime;
    return entry;
  }
  if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) return std::nullopt;
  entry.kind = S_ISREG(found.st_mode) ? entry_kind::file : entry_kind::directory;
  entry.size = static_cast<std::uint64_t>(found.st_size);
  entry.mtime = {found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
  return entry;
}

}  // namespace owlet::site
