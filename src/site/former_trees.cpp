// The roots that were served before, for the pages that were loaded from them.
#include "owlet/site/former_trees.h"

#include <utility>

#include "owlet/site/hashed_name.h"

namespace owlet::site {

namespace {

constexpr cache_limits kLimits{.entries = 64, .bytes = 256 * 1024, .files = 1};

}  // namespace

former_trees::former::former(document_root root, base::time_point end, const presentation& settings)
    : what(std::move(root), kLimits, settings), until(end) {}

void former_trees::keep(document_root root, base::time_point until, const presentation& settings) {
  kept_.emplace_front(std::move(root), until, settings);
  if (kept_.size() > kMaxKept) kept_.pop_back();
}

void former_trees::expire(base::time_point now) {
  std::erase_if(kept_, [now](const former& each) { return each.until <= now; });
}

void former_trees::forget_lasting() {
  std::erase_if(kept_, [](const former& each) { return each.until == kForever; });
}

const representation* former_trees::find(const std::string& path, const http::request& request,
                                         const lookup& how) {
  if (kept_.empty() || !may_be_hashed_name(path)) return nullptr;
  for (former& each : kept_) {
    const representation& found = each.what.find(path, how);
    if (!found.is_complete) return &found;
    if (found.info.kind != file_kind::regular) continue;
    return &each.what.choose_variant(found, path, request, how);
  }
  return nullptr;
}

void former_trees::begin_epoch() {
  for (former& each : kept_) each.what.cache().begin_epoch();
}

void former_trees::close_files() {
  for (former& each : kept_) each.what.cache().close_all();
}

}  // namespace owlet::site
