// What was opened and rendered a moment ago, and is still true.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "owlet/base/clock.h"
#include "owlet/base/counter.h"
#include "owlet/site/document_root.h"
#include "owlet/site/representation.h"

namespace owlet::site {

// How much a cache may hold; nothing at all with 0 entries.
struct cache_limits {
  std::size_t entries = 0;
  std::uint64_t bytes = 0;  // of bodies, heads and paths
  std::size_t files = 0;    // open descriptors
};

// What a cache has done, for whoever wants to know.
struct cache_counters {
  base::counter hits;         // no system call
  base::counter validations;  // one system call
  base::counter misses;       // the file was opened
  base::counter evictions;
};

// Keeps representations by path. An entry is compared with the disk once per epoch, which is as
// long as no request can have begun after the comparison: a wake-up of the loop at the most. What
// was read within one tick of the file's last change is not kept past its epoch, for a second
// change in that tick would not show (git calls such a timestamp racy). The comparison looks at
// names only; a second after an entry was opened at the latest, it is opened anew through the jail,
// and read anew as well, for writes through a memory mapping move no time. What is being sent
// outlives its entry. Borrows the root.
class file_cache {
public:
  file_cache(const document_root& root, const cache_limits& limits, presentation settings);
  file_cache(const file_cache&) = delete;
  file_cache& operator=(const file_cache&) = delete;

  // From here on, a request may be younger than everything that is known.
  void begin_epoch() {
    ++epoch_;
    has_looked_ = false;
  }
  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
  // Whether nothing has been compared or opened in this epoch, so that what is now begun is older
  // than all that will be.
  [[nodiscard]] bool is_epoch_unused() const { return !has_looked_; }

  // What the path names now; not complete only if the disk has to be waited for. Valid until the
  // next call of a member. The path of a coding ends in the suffix of it.
  [[nodiscard]] const representation& find(
      const std::string& path, base::disk_wait wait, const base::moment& now,
      http::content_coding coding = http::content_coding::identity);

  // Closes the files that nobody has asked for since the last call, so that a deleted one does not
  // keep its blocks for longer than two calls.
  void close_unused();
  [[nodiscard]] bool has_open_files() const { return !with_file_.empty() || unkept_.file; }

  // Forgets everything, for the root is another one. What is being sent goes on.
  void clear();
  // The same, and has other settings from here on.
  void clear(const cache_limits& limits, presentation settings);

  // Closes all files, for descriptors are short. False when there was none.
  bool close_all();

  [[nodiscard]] const cache_counters& counters() const { return *counters_; }
  // Counts there from here on, which is borrowed for as long as the cache lives.
  void count_in(cache_counters& counters) { counters_ = &counters; }

private:
  struct entry;
  using entry_list = std::list<entry>;
  using place_list = std::list<entry_list::iterator>;
  struct entry {
    std::string key;
    std::string_view path;  // in the key
    http::content_coding coding;
    representation found;
    std::uint64_t validated;  // the epoch of the last comparison
    base::time_point opened;
    base::time_point loaded;     // when it was opened to be read
    std::uint64_t cold_epoch;    // the last one in which the disk had to be waited for
    bool is_racy;                // true only for its epoch
    bool is_used;                // since the last close_unused
    std::size_t counted_bytes;   // what it is in bytes_ with
    place_list::iterator place;  // in with_file_, as long as its file is open
  };

  [[nodiscard]] const std::string& key_of(const std::string& path, http::content_coding coding);
  [[nodiscard]] bool is_current(entry& candidate, const base::moment& now);
  [[nodiscard]] entry_list::iterator open(const std::string& path, http::content_coding coding,
                                          entry_list::iterator known, const base::moment& now);
  [[nodiscard]] representation open_file(const std::string& path);
  void touch(entry_list::iterator used);
  void complete_entry(entry_list::iterator opened, base::disk_wait wait, const base::moment& now);
  void account(entry_list::iterator changed);
  void close_file(entry_list::iterator victim);
  void drop(entry_list::iterator victim);
  void make_room();

  const document_root& root_;
  cache_limits limits_;
  presentation settings_;
  entry_list entries_;    // the one used last comes first
  place_list with_file_;  // those with an open file, in the same order
  std::unordered_map<std::string_view, entry_list::iterator> by_key_;  // they lie in the entries
  std::string key_;  // that was looked up last, if it is not the path
  std::size_t bytes_ = 0;
  std::uint64_t epoch_ = 0;
  bool has_looked_ = false;  // in this epoch
  cache_counters own_counters_;
  cache_counters* counters_ = &own_counters_;
  representation unkept_;  // the last one that could not be kept
};

}  // namespace owlet::site
