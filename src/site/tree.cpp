// A directory that is served, with what is known of it.
#include "owlet/site/tree.h"

namespace owlet::site {

namespace {

using http::content_coding;

bool is_older(const file_time& one, const file_time& other) {
  return one.seconds != other.seconds ? one.seconds < other.seconds
                                      : one.nanoseconds < other.nanoseconds;
}

}  // namespace

const representation& tree::choose_variant(const representation& original, const std::string& path,
                                           const http::request& request, const lookup& how) {
  if (!original.has_variants || !request.has(http::field::accept_encoding)) return original;
  http::coding_set available = sidecars_.find(path, cache_.epoch(), how.now);
  if (available == http::coding_set()) return original;
  available.add(content_coding::identity);
  const file_time changed = original.info.identity.mtime;
  for (;;) {
    const auto coding = memo_.choose(request[http::field::accept_encoding], available);
    if (coding == content_coding::identity) return find(path, how);
    path_.assign(path).append(http::suffix_of(coding));
    const representation& chosen = cache_.find(path_, how.wait, how.now, coding);
    if (!chosen.is_complete) return chosen;
    const bool is_file = chosen.info.kind == file_kind::regular;
    if (is_file && !is_older(chosen.info.identity.mtime, changed)) return chosen;
    available.remove(coding);
  }
}

document_root tree::move_to(document_root other) {
  document_root before = std::exchange(root_, std::move(other));
  cache_.clear();
  sidecars_.clear();
  return before;
}

document_root tree::reopen(document_root other, const cache_limits& limits,
                           const presentation& settings) {
  document_root before = move_to(std::move(other));
  cache_.clear(limits, settings);
  return before;
}

}  // namespace owlet::site
