// The directory that is compressed, on the disk.
#pragma once

#include <string>
#include <vector>

#include "owlet/base/unique_fd.h"
#include "owlet/compress/plan.h"
#include "owlet/site/document_root.h"

namespace owlet::compress {

// Owns the directory by its descriptor. What is read is read as the server would: beneath it, and
// through links only where they do not lead out. What is written is written without following any.
class tree {
public:
  // Throws std::system_error where there is no such directory.
  explicit tree(const std::string& path);

  // What is to be done, the largest files first; `failures` are directories that cannot be read,
  // with the reason.
  [[nodiscard]] plan look(const settings& wanted, std::vector<std::string>& failures) const;

  // Opens a regular file, or says in info.kind why not.
  [[nodiscard]] site::opened_file open_source(const std::string& path) const;

  // Opens the directory that a path from the top lies in, for openat(2) and its like. Empty, with
  // errno, where that is none, or no longer one.
  [[nodiscard]] base::unique_fd open_parent(const std::string& path) const;

  // Whether no other process works here. Held until the end of this one; where locks are not to be
  // had, everybody may.
  [[nodiscard]] bool lock() const;

  // Removes a file. 0, or errno; that it was gone already is no error.
  [[nodiscard]] int remove(const std::string& path) const;

private:
  base::unique_fd top_;
  site::document_root root_;
};

// "b.css" of "a/b.css".
[[nodiscard]] std::string name_of(const std::string& path);

}  // namespace owlet::compress
