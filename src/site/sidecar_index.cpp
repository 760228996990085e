// Which files have a sidecar: the same file beside it, in a content coding.
#include "owlet/site/sidecar_index.h"

#include <algorithm>

namespace owlet::site {

http::coding_set sidecar_index::find(const std::string& path, std::uint64_t epoch,
                                     const base::moment& now) {
  const std::uint64_t version = version_of(path, epoch, now);
  const auto known = names_.find(path);
  if (known != names_.end() && known->second.version == version) return known->second.codings;
  if (names_.size() >= kMaxNames) names_.clear();
  name& made = names_[path];
  made = {look_for(path), version};
  return made.codings;
}

void sidecar_index::clear() {
  directories_.clear();
  names_.clear();
}

// What changed so lately that a second change would not show has a new number in each epoch.
std::uint64_t sidecar_index::version_of(std::string_view path, std::uint64_t epoch,
                                        const base::moment& now) {
  const auto slash = path.rfind('/');
  scratch_.assign(path.substr(0, slash == path.npos ? 0 : slash));
  if (directories_.size() >= kMaxNames) directories_.clear();
  directory& found = directories_[scratch_];
  if (found.version != 0 && found.validated == epoch) return found.version;
  const file_identity identity = root_.look_at(scratch_.c_str()).identity;
  if (found.version == 0 || found.is_racy || identity != found.identity) {
    found.version = ++last_version_;
  }
  found.identity = identity;
  found.validated = epoch;
  found.is_racy = is_racy(identity, now.unix_nanoseconds);
  return found.version;
}

http::coding_set sidecar_index::look_for(const std::string& path) {
  http::coding_set there;
  for (const http::content_coding coding : http::kContentCodings) {
    if (coding == http::content_coding::identity) continue;
    scratch_.assign(path).append(http::suffix_of(coding));
    if (root_.look_at(scratch_.c_str()).kind == file_kind::regular) there.add(coding);
  }
  return there;
}

}  // namespace owlet::site
