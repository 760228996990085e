// The entries of a directory that may be listed, read a little at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/base/unique_fd.h"
#include "owlet/site/directory_entry.h"
#include "owlet/site/document_root.h"
#include "owlet/site/name_pool.h"
#include "owlet/site/options.h"

namespace owlet::site {

enum class reading : std::uint8_t {
  more,    // there may be more
  done,    // that was all
  cut,     // there is more than may be listed
  failed,  // the disk did not answer as it should
};

// What of a directory may be seen, and where.
struct visibility {
  dotfile_use dotfiles = dotfile_use::hidden;
  std::size_t prefix_bytes = 0;  // of the URL, above the root
};

// Reads what a directory holds, in the order of the disk, and keeps what a client could ask for:
// regular files and directories, and links to such within the root. Hidden names are left out
// unless they are served, and so are the files of rules. Owns what it opened. Looks at each entry
// by one system call, and at a link by four: where the disk has to be waited for, everybody waits.
class directory_reader {
public:
  // Of the directory at `path` beneath the root: "" is the root itself.
  directory_reader(base::unique_fd directory, document_root root, std::string path,
                   visibility seen);

  // Reads on until it is `end`, but at least a little, or until it has `most` entries.
  [[nodiscard]] reading read_some(base::time_point end, std::size_t most);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  // Whether there are links among them: what becomes of those does not change the directory.
  [[nodiscard]] bool has_links() const { return has_links_; }
  // Takes the entries away; their names belong to the reader.
  [[nodiscard]] std::vector<directory_entry> take_entries() { return std::move(entries_); }
  // Closes what is open.
  void close() {
    directory_.reset();
    root_.reset();
    records_ = {};
  }
  // What its names and entries take; an estimate.
  [[nodiscard]] std::size_t memory_bytes() const {
    return names_.bytes() + entries_.capacity() * sizeof(directory_entry);
  }

private:
  [[nodiscard]] std::optional<reading> refill();
  void consider(const char* name, unsigned char type);
  [[nodiscard]] bool may_be_seen(std::string_view name) const;
  [[nodiscard]] bool can_be_asked_for(std::string_view name) const;
  [[nodiscard]] std::optional<directory_entry> look_at(const char* name);

  base::unique_fd directory_;
  std::optional<document_root> root_;
  std::string path_;          // with a slash at its end, unless it is the root
  std::size_t target_bytes_;  // of prefix and path, in a request
  visibility seen_;
  std::vector<char> buffer_;       // what getdents64(2) gave last
  std::span<const char> records_;  // of that, what was not looked at
  name_pool names_;
  std::vector<directory_entry> entries_;
  bool has_links_ = false;
};

}  // namespace owlet::site
