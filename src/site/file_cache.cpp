// What was opened and rendered a moment ago, and is still true.
#include "owlet/site/file_cache.h"

#include <iterator>
#include <utility>

namespace owlet::site {

namespace {

// What an entry costs besides its strings: the nodes of the lists and of the table.
constexpr std::size_t kEntryOverheadBytes = 512;

constexpr std::chrono::seconds kMaxAge{1};

bool can_be_kept(const representation& found) {
  return found.info.kind == file_kind::regular || found.info.kind == file_kind::absent;
}

}  // namespace

file_cache::file_cache(const document_root& root, const cache_limits& limits, presentation settings)
    : root_(root), limits_(limits), settings_(std::move(settings)) {}

const representation& file_cache::find(const std::string& path, base::disk_wait wait,
                                       const base::moment& now, http::content_coding coding) {
  const auto known = by_key_.find(key_of(path, coding));
  auto place = known == by_key_.end() ? entries_.end() : known->second;
  if (place == entries_.end() || !is_current(*place, now)) place = open(path, coding, place, now);
  if (place == entries_.end()) {
    if (!unkept_.is_complete) complete(unkept_, path, {settings_, wait, now.unix_seconds, coding});
    return unkept_;
  }
  touch(place);
  if (!place->found.is_complete) complete_entry(place, wait, now);
  return place->found;
}

// "a.js.gz" is one thing by its own name, and another as a coding of "a.js". No path has a NUL in
// it.
const std::string& file_cache::key_of(const std::string& path, http::content_coding coding) {
  if (coding == http::content_coding::identity) return path;
  key_.assign(path).push_back('\0');
  return key_;
}

bool file_cache::is_current(entry& candidate, const base::moment& now) {
  const representation& found = candidate.found;
  const bool is_closed = !found.file && (!found.is_complete || found.is_sent_from_file());
  if (is_closed) return false;
  if (candidate.validated == epoch_) {
    ++counters_->hits;
    return true;
  }
  if (candidate.is_racy || now.monotonic - candidate.opened >= kMaxAge) return false;
  ++counters_->validations;
  has_looked_ = true;
  candidate.validated = epoch_;
  return root_.has_identity(candidate.path.data(), found.info);
}

// Opens what is not known, or not known to be still so. Gives no place to what cannot be kept.
file_cache::entry_list::iterator file_cache::open(const std::string& path,
                                                  http::content_coding coding,
                                                  entry_list::iterator known,
                                                  const base::moment& now) {
  representation opened = open_file(path);
  if (known != entries_.end()) {
    const bool is_young = now.monotonic - known->loaded < kMaxAge;
    const bool may_stay = !known->is_racy && (is_young || !known->found.was_read);
    if (may_stay && renew(known->found, opened, now.unix_seconds)) {
      known->validated = epoch_;
      known->opened = now.monotonic;
      touch(known);
      account(known);
      return known;
    }
    drop(known);
  }
  if (limits_.entries == 0 || !can_be_kept(opened)) {
    unkept_ = std::move(opened);
    return entries_.end();
  }
  const bool racy = is_racy(opened.info.identity, now.unix_nanoseconds);
  entries_.push_front({.key = key_of(path, coding),
                       .path = {},
                       .coding = coding,
                       .found = std::move(opened),
                       .validated = epoch_,
                       .opened = now.monotonic,
                       .loaded = now.monotonic,
                       .cold_epoch = epoch_ - 1,
                       .is_racy = racy,
                       .is_used = true,
                       .counted_bytes = 0,
                       .place = with_file_.end()});
  const auto added = entries_.begin();
  added->path = std::string_view(added->key).substr(0, path.size());
  by_key_.emplace(added->key, added);
  account(added);
  return added;
}

representation file_cache::open_file(const std::string& path) {
  ++counters_->misses;
  has_looked_ = true;
  representation opened = open_representation(root_, path);
  if (opened.info.kind == file_kind::exhausted && close_all()) {
    opened = open_representation(root_, path);
  }
  return opened;
}

void file_cache::touch(entry_list::iterator used) {
  used->is_used = true;
  if (used != entries_.begin()) entries_.splice(entries_.begin(), entries_, used);
  if (used->place != with_file_.end() && used->place != with_file_.begin()) {
    with_file_.splice(with_file_.begin(), with_file_, used->place);
  }
}

// What is read may be a younger version than what was opened. However many wait for it, the disk is
// asked once in an epoch.
void file_cache::complete_entry(entry_list::iterator opened, base::disk_wait wait,
                                const base::moment& now) {
  if (wait == base::disk_wait::refused && opened->cold_epoch == epoch_) return;
  complete(opened->found, opened->path, {settings_, wait, now.unix_seconds, opened->coding});
  opened->cold_epoch = epoch_;
  opened->is_racy = opened->is_racy || is_racy(opened->found.info.identity, now.unix_nanoseconds);
  account(opened);
}

// Brings the sums up to date with an entry, the one used last, and keeps them within the limits.
void file_cache::account(entry_list::iterator changed) {
  const representation& found = changed->found;
  const std::size_t bytes = kEntryOverheadBytes + 2 * changed->key.size() + found.body.size() +
                            found.validator_fields.size() + found.whole_fields.size();
  bytes_ += bytes - std::exchange(changed->counted_bytes, bytes);
  if (found.file && changed->place == with_file_.end()) {
    changed->place = with_file_.insert(with_file_.begin(), changed);
  } else if (!found.file) {
    close_file(changed);
  }
  make_room();
}

void file_cache::close_file(entry_list::iterator victim) {
  victim->found.file = {};
  if (victim->place != with_file_.end()) with_file_.erase(victim->place);
  victim->place = with_file_.end();
}

void file_cache::drop(entry_list::iterator victim) {
  bytes_ -= victim->counted_bytes;
  close_file(victim);
  by_key_.erase(victim->key);
  entries_.erase(victim);
}

// The newest entry stays, for it is what was asked for. One whose file is closed keeps its tag.
void file_cache::make_room() {
  while (entries_.size() > 1 && (entries_.size() > limits_.entries || bytes_ > limits_.bytes)) {
    drop(std::prev(entries_.end()));
    ++counters_->evictions;
  }
  while (with_file_.size() > 1 && with_file_.size() > limits_.files) {
    close_file(with_file_.back());
    ++counters_->evictions;
  }
}

void file_cache::close_unused() {
  for (auto place = with_file_.begin(); place != with_file_.end();) {
    const entry_list::iterator candidate = *place++;
    if (!std::exchange(candidate->is_used, false)) close_file(candidate);
  }
  unkept_.file = {};
}

void file_cache::clear() {
  while (!entries_.empty()) drop(entries_.begin());
  unkept_ = {};
  begin_epoch();
}

void file_cache::clear(const cache_limits& limits, presentation settings) {
  limits_ = limits;
  settings_ = std::move(settings);
  clear();
}

bool file_cache::close_all() {
  const bool has_any = has_open_files();
  while (!with_file_.empty()) close_file(with_file_.front());
  unkept_.file = {};
  return has_any;
}

}  // namespace owlet::site
