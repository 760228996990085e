// A directory that is served, with what is known of it.
#pragma once

#include <string>
#include <utility>

#include "owlet/base/clock.h"
#include "owlet/http/content_coding.h"
#include "owlet/http/request.h"
#include "owlet/site/document_root.h"
#include "owlet/site/file_cache.h"
#include "owlet/site/sidecar_index.h"

namespace owlet::site {

// Whether a file may be made to wait for the disk, and what time it is.
struct lookup {
  base::disk_wait wait;
  const base::moment& now;
};

// Joins a root to its cache. What is found is valid until the next call of a member.
class tree {
public:
  tree(document_root root, const cache_limits& limits, const presentation& settings)
      : root_(std::move(root)), cache_(root_, limits, settings), sidecars_(root_) {}
  tree(const tree&) = delete;
  tree& operator=(const tree&) = delete;

  [[nodiscard]] const document_root& root() const { return root_; }
  [[nodiscard]] file_cache& cache() { return cache_; }
  [[nodiscard]] const file_cache& cache() const { return cache_; }

  // What the path names.
  [[nodiscard]] const representation& find(const std::string& path, const lookup& how) {
    return cache_.find(path, how.wait, how.now);
  }

  // What the client should get of `original`, which is what was found by the path: a sidecar in the
  // coding that Accept-Encoding prefers, or the file itself (RFC 9110 section 12.5.3). A sidecar
  // that is older than the file, or cannot be served, is as if it were not there.
  [[nodiscard]] const representation& choose_variant(const representation& original,
                                                     const std::string& path,
                                                     const http::request& request,
                                                     const lookup& how);

  // Serves another directory from here on, and gives back the one before. Settings stay.
  [[nodiscard]] document_root move_to(document_root other);
  // The same with other settings.
  [[nodiscard]] document_root reopen(document_root other, const cache_limits& limits,
                                     const presentation& settings);

private:
  document_root root_;
  file_cache cache_;
  sidecar_index sidecars_;
  http::coding_memo memo_;
  std::string path_;  // of the sidecar at hand
};

}  // namespace owlet::site
