// Which files have a sidecar: the same file beside it, in a content coding.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "owlet/base/clock.h"
#include "owlet/http/content_coding.h"
#include "owlet/site/document_root.h"

namespace owlet::site {

// Remembers which of "NAME.br", "NAME.zst" and "NAME.gz" there are beside NAME. That none has come
// or gone is one question to the disk in an epoch for all names of a directory: the time of its
// last change moves when a name comes or goes. Borrows the root.
class sidecar_index {
public:
  // Names that are remembered; when there are more, all are forgotten.
  static constexpr std::size_t kMaxNames = 4096;

  explicit sidecar_index(const document_root& root) : root_(root) {}
  sidecar_index(const sidecar_index&) = delete;
  sidecar_index& operator=(const sidecar_index&) = delete;

  // The codings that there are of a file, by name alone: what is behind a name, and how old that
  // is, is for the caller to see. Never identity.
  [[nodiscard]] http::coding_set find(const std::string& path, std::uint64_t epoch,
                                      const base::moment& now);

  // Forgets everything, for the root is another one.
  void clear();

private:
  // A directory, and a number that is another one after each of its changes.
  struct directory {
    file_identity identity;
    std::uint64_t version = 0;
    std::uint64_t validated = 0;  // the epoch of the last comparison
    bool is_racy = true;          // another change may not show
  };
  struct name {
    http::coding_set codings;
    std::uint64_t version = 0;  // of its directory
  };

  [[nodiscard]] std::uint64_t version_of(std::string_view path, std::uint64_t epoch,
                                         const base::moment& now);
  [[nodiscard]] http::coding_set look_for(const std::string& path);

  const document_root& root_;
  std::unordered_map<std::string, directory> directories_;
  std::unordered_map<std::string, name> names_;
  std::uint64_t last_version_ = 0;
  std::string scratch_;
};

}  // namespace owlet::site
