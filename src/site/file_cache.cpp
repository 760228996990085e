// What was opened and rendered a moment ago, and is still true.
#include "owlet/site/file_cache.h"

#include <iterator>
#include <utility>

namespace owlet::site {

namespace {

// What an entry costs besides its strings: the nodes of the list and of the table.
constexpr std::size_t kEntryOverheadBytes = 512;

constexpr std::chrono::seconds kMaxAge{1};

// Whether a change after `read` could leave the identity as it is. The kernel stamps files with the
// clock that `read` comes from; file systems that keep whole seconds need more room.
bool is_racy(const file_info& info, std::int64_t read_nanoseconds) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  constexpr std::int64_t kTick = 20'000'000;
  const file_time& changed = info.identity.ctime;
  const std::int64_t margin = changed.nanoseconds == 0 ? 2 * kSecond : kTick;
  return read_nanoseconds < changed.seconds * kSecond + changed.nanoseconds + margin;
}

}  // namespace

file_cache::file_cache(const document_root& root, const cache_limits& limits)
    : root_(root), limits_(limits) {}

const representation& file_cache::find(const std::string& path, const base::moment& now) {
  const auto known = by_path_.find(path);
  if (known == by_path_.end()) return load(path, now);
  const auto place = known->second;
  if (!is_current(*place, now)) {
    drop(place);
    return load(path, now);
  }
  place->is_used = true;
  if (place != entries_.begin()) entries_.splice(entries_.begin(), entries_, place);
  return place->found;
}

bool file_cache::is_current(entry& candidate, const base::moment& now) {
  if (candidate.validated == epoch_) {
    ++counters_.hits;
    return true;
  }
  if (candidate.is_racy || now.monotonic - candidate.opened >= kMaxAge) return false;
  ++counters_.validations;
  candidate.validated = epoch_;
  return root_.has_identity(candidate.path, candidate.found.info);
}

const representation& file_cache::load(const std::string& path, const base::moment& now) {
  ++counters_.misses;
  representation loaded = load_representation(root_, path, now.unix_seconds);
  if (loaded.info.kind == file_kind::exhausted && close_all()) {
    loaded = load_representation(root_, path, now.unix_seconds);
  }
  const bool can_be_kept =
      loaded.info.kind == file_kind::regular || loaded.info.kind == file_kind::absent;
  if (limits_.entries == 0 || !can_be_kept) {
    unkept_ = std::move(loaded);
    return unkept_;
  }
  const bool racy = is_racy(loaded.info, now.unix_nanoseconds);
  entries_.push_front({path, std::move(loaded), epoch_, now.monotonic, racy, true});
  by_path_.emplace(entries_.front().path, entries_.begin());
  bytes_ += bytes_of(entries_.front());
  open_files_ += entries_.front().found.file ? 1U : 0U;
  make_room();
  return entries_.front().found;
}

void file_cache::drop(entry_list::iterator victim) {
  bytes_ -= bytes_of(*victim);
  open_files_ -= victim->found.file ? 1U : 0U;
  by_path_.erase(victim->path);
  entries_.erase(victim);
}

// The newest entry stays, for it is what was asked for.
void file_cache::make_room() {
  while (entries_.size() > 1 && (entries_.size() > limits_.entries || bytes_ > limits_.bytes ||
                                 open_files_ > limits_.files)) {
    drop(std::prev(entries_.end()));
    ++counters_.evictions;
  }
}

void file_cache::close_unused() {
  for (auto place = entries_.begin(); place != entries_.end();) {
    const auto candidate = place++;
    if (candidate->found.file && !std::exchange(candidate->is_used, false)) drop(candidate);
  }
}

bool file_cache::close_all() {
  if (open_files_ == 0) return false;
  for (auto place = entries_.begin(); place != entries_.end();) {
    const auto candidate = place++;
    if (candidate->found.file) drop(candidate);
  }
  return true;
}

std::size_t file_cache::bytes_of(const entry& counted) {
  const representation& found = counted.found;
  return kEntryOverheadBytes + 2 * counted.path.size() + found.body.size() +
         found.validator_fields.size() + found.whole_fields.size();
}

}  // namespace owlet::site
