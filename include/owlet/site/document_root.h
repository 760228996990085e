// The only file that touches the disk to serve.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "owlet/base/page_cache.h"
#include "owlet/base/unique_fd.h"
#include "owlet/site/file_info.h"
#include "owlet/site/followed_links.h"
#include "owlet/site/jail.h"

namespace owlet::site {

struct opened_file {
  file_info info;
  base::unique_fd fd;  // empty unless info.kind is what was to be opened
};

enum class read_status : std::uint8_t {
  done,
  cold,   // the rest is not in memory, and the disk was not to be waited for
  failed  // the disk failed
};

struct read_result {
  read_status status;
  std::size_t bytes;
};

// The directory that is served, held by descriptor. Whatever a path says, nothing outside of it is
// opened: that is the kernel's promise, not the result of a look at the string. Links may be let
// out into directories that somebody named (followed_links.h).
class document_root {
public:
  // Opens the directory; throws std::system_error if it is none or cannot be searched.
  explicit document_root(const std::string& path, followed_links links = {});
  document_root(const std::string& path, resolution how, followed_links links = {});

  // Whether the name of the root can come to lead to another directory, for a link is in it: that
  // is how deploys publish a new version at one stroke.
  [[nodiscard]] bool may_move() const { return may_move_; }
  // The directory that the name leads to now, if it is another one than this and can be searched.
  // One system call while it has not moved.
  [[nodiscard]] std::optional<document_root> moved() const;
  // Whether it is the very directory that the other one is.
  [[nodiscard]] bool is_same_as(const document_root& other) const;
  // Whether the directory still has a name and may be searched. Two system calls.
  [[nodiscard]] bool is_readable() const;

  // Opens a path relative to the root, with no leading or trailing slash, for reading. A path of
  // "" is the root itself. Never waits for the other side of a FIFO.
  [[nodiscard]] opened_file open(const std::string& path) const;
  // The same of a directory, whose entries are to be read.
  [[nodiscard]] opened_file open_directory(const std::string& path) const;
  // What open would find, without permission to read it.
  [[nodiscard]] file_info find_out(const std::string& path) const;

  // Another hold on the same directory, for what outlives this one; nothing if there is no
  // descriptor for it.
  [[nodiscard]] std::optional<document_root> duplicate() const;

  // Whether the path, as it is, still names what `known` says: the same version of a regular file,
  // or nothing. Looks at the name only, for opening it goes through the jail.
  [[nodiscard]] bool has_identity(const char* path, const file_info& known) const;

  // What the path names, links followed, outside of the root as well: to compare, not to serve. A
  // path of "" is the root itself. One system call.
  [[nodiscard]] file_info look_at(const char* path) const;

  // Reads up to buffer.size() bytes from an offset on, fewer only where the file ends or the disk
  // had to be waited for.
  [[nodiscard]] static read_result read(int file, std::uint64_t offset, std::span<char> buffer,
                                        base::disk_wait wait);

  // What an open file is now.
  [[nodiscard]] static file_info look_at(int file);

private:
  document_root(base::unique_fd root, const document_root& before);
  [[nodiscard]] int open_with(const char* path, int flags) const;
  [[nodiscard]] file_kind kind_of_failure(int error, const char* path) const;

  base::unique_fd root_;
  file_identity held_;  // what root_ is
  std::string name_;
  bool may_move_;
  resolution how_;
  followed_links links_;
};

}  // namespace owlet::site
