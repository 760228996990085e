// A cache of a directory of its own, and what may happen on the disk: for the tests of file_cache.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <iterator>
#include <string>
#include <string_view>

#include "../support.h"
#include "owlet/base/file_slice.h"
#include "owlet/base/limits.h"
#include "owlet/site/file_cache.h"

namespace owlet::site::testing {

using owlet::testing::check_call;
using owlet::testing::temporary_directory;

inline constexpr cache_limits kRoomy{.entries = 100, .bytes = 1U << 20U, .files = 100};
inline constexpr std::uint64_t kHashLimit = 64;
inline constexpr std::size_t kLarge = base::kSmallBodyBytes + 1;

inline timespec stamp_clock() {
  timespec now{};
  check_call(::clock_gettime(CLOCK_REALTIME_COARSE, &now), "clock_gettime");
  return now;
}

// A wake-up so late that nothing on the disk is racy any more, or so long after 1970. However slow
// the machine is, nothing grows old: that takes an `age`.
inline base::moment late(base::duration age = {}) {
  base::moment made = base::read_clock();
  made.monotonic = base::time_point(std::chrono::hours(1)) + age;
  made.unix_seconds += 60;
  made.unix_nanoseconds += 60'000'000'000;
  return made;
}
inline base::moment at_nanoseconds(std::int64_t time) {
  base::moment made = late();
  made.unix_nanoseconds = time;
  return made;
}

// What is done after this bears another time than what was done before.
inline void wait_for_tick() {
  const timespec before = stamp_clock();
  timespec now = before;
  while (now.tv_sec == before.tv_sec && now.tv_nsec == before.tv_nsec) now = stamp_clock();
}

inline std::int64_t change_time_of(const std::string& path) {
  struct stat found = {};
  check_call(::stat(path.c_str(), &found), "stat");
  return found.st_ctim.tv_sec * 1'000'000'000 + found.st_ctim.tv_nsec;
}

inline std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

inline std::string bytes_of(const base::file_slice& slice) {
  std::string bytes(slice.length, '?');
  bytes.resize(
      document_root::read(slice.file.get(), slice.offset, bytes, base::disk_wait::accepted).bytes);
  return bytes;
}

// The bytes of a file, or what else is there.
inline std::string describe(const representation& found) {
  switch (found.info.kind) {
    case file_kind::regular:
      return found.is_sent_from_file() ? bytes_of({found.file, 0, found.length}) : found.body;
    case file_kind::directory: return "(directory)";
    case file_kind::outside:
    case file_kind::absent: return "(absent)";
    case file_kind::forbidden: return "(forbidden)";
    case file_kind::exhausted: return "(exhausted)";
    case file_kind::failed: return "(failed)";
  }
  return {};
}

// A cache of a directory of its own.
struct cached_directory {
  explicit cached_directory(const cache_limits& limits = kRoomy)
      : root(directory.path()), cache(root, limits, {.hash_limit = kHashLimit}) {}

  void write(const std::string& name, std::string_view content) const {
    directory.write(name, content);
  }
  void begin_epoch() { cache.begin_epoch(); }
  std::string find(const std::string& path) {
    return describe(cache.find(path, base::disk_wait::accepted, late()));
  }
  std::string find_at(const std::string& path, std::int64_t nanoseconds) {
    return describe(cache.find(path, base::disk_wait::accepted, at_nanoseconds(nanoseconds)));
  }
  // The change of the counters since the last call: hits, validations, misses, evictions.
  std::string counts() {
    const cache_counters now = cache.counters();
    const std::string text = std::to_string(now.hits - told.hits) + " hits, " +
                             std::to_string(now.validations - told.validations) + " looks, " +
                             std::to_string(now.misses - told.misses) + " misses, " +
                             std::to_string(now.evictions - told.evictions) + " evictions";
    told = now;
    return text;
  }

  temporary_directory directory;
  document_root root;
  file_cache cache;
  cache_counters told;
};

// -- Changes on the disk ----------------------------------------------------------------------

inline std::string content_of(std::size_t size, char c) { return std::string(size, c); }

inline void overwrite(const std::string& path, std::string_view content) {
  const base::unique_fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  owlet::testing::write_all(file.get(), content);
}

inline void overwrite_and_restore_time(const std::string& path, std::string_view content) {
  struct stat before = {};
  check_call(::stat(path.c_str(), &before), "stat");
  overwrite(path, content);
  const timespec times[2] = {before.st_atim, before.st_mtim};
  check_call(::utimensat(AT_FDCWD, path.c_str(), times, 0), "utimensat");
}

inline void rename_over(const std::string& from, const std::string& to) {
  check_call(::rename(from.c_str(), to.c_str()), "rename");
}

inline void remove(const std::string& path) { std::filesystem::remove_all(path); }

struct change {
  std::string_view what;
  std::function<void(const temporary_directory&, std::size_t)> make;  // of this size
  std::function<std::string(std::size_t)> outcome;
};

inline const auto kNewContent = [](std::size_t size) { return content_of(size, 'b'); };

// Of "a".
inline const change kChanges[] = {
    {"rewritten in place",
     [](const auto& at, auto size) { overwrite(at.path("a"), content_of(size, 'b')); },
     kNewContent},
    {"rewritten in place with its time restored",
     [](const auto& at, auto size) {
       overwrite_and_restore_time(at.path("a"), content_of(size, 'b'));
     },
     kNewContent},
    {"truncated and written",
     [](const auto& at, auto size) { at.write("a", content_of(size, 'b')); }, kNewContent},
    {"replaced by rename",
     [](const auto& at, auto size) {
       at.write("b", content_of(size, 'b'));
       rename_over(at.path("b"), at.path("a"));
     },
     kNewContent},
    {"replaced by rename, with the same time",
     [](const auto& at, auto size) {
       at.write("b", content_of(size, 'b'));
       std::filesystem::last_write_time(at.path("b"),
                                        std::filesystem::last_write_time(at.path("a")));
       rename_over(at.path("b"), at.path("a"));
     },
     kNewContent},
    {"deleted and made again",
     [](const auto& at, auto size) {
       remove(at.path("a"));
       at.write("a", content_of(size, 'b'));
     },
     kNewContent},
    {"truncated",
     [](const auto& at, auto) { check_call(::truncate(at.path("a").c_str(), 3), "truncate"); },
     [](auto) { return std::string("aaa"); }},
    {"emptied", [](const auto& at, auto) { at.write("a", ""); },
     [](auto) { return std::string(); }},
    {"extended", [](const auto& at, auto) { std::ofstream(at.path("a"), std::ios::app) << "bbb"; },
     [](auto size) { return content_of(size, 'a') + "bbb"; }},
    {"deleted", [](const auto& at, auto) { remove(at.path("a")); },
     [](auto) { return std::string("(absent)"); }},
    {"renamed away", [](const auto& at, auto) { rename_over(at.path("a"), at.path("b")); },
     [](auto) { return std::string("(absent)"); }},
    {"replaced by a directory",
     [](const auto& at, auto) {
       remove(at.path("a"));
       at.make_directory("a");
     },
     [](auto) { return std::string("(directory)"); }},
    {"replaced by a FIFO",
     [](const auto& at, auto) {
       remove(at.path("a"));
       check_call(::mkfifo(at.path("a").c_str(), 0666), "mkfifo");
     },
     [](auto) { return std::string("(forbidden)"); }},
    {"replaced by a link to another file",
     [](const auto& at, auto size) {
       at.write("b", content_of(size, 'b'));
       remove(at.path("a"));
       at.link("b", "a");
     },
     kNewContent},
    {"replaced by a link that leads out",
     [](const auto& at, auto) {
       remove(at.path("a"));
       at.link("/etc/passwd", "a");
     },
     [](auto) { return std::string("(absent)"); }},
    {"replaced by a link to itself",
     [](const auto& at, auto) {
       remove(at.path("a"));
       at.link("a", "a");
     },
     [](auto) { return std::string("(absent)"); }},
};

// Of "sub/a", where nothing was.
inline const change kArrivals[] = {
    {"a file", [](const auto& at, auto size) { at.write("sub/a", content_of(size, 'b')); },
     kNewContent},
    {"a file that is renamed",
     [](const auto& at, auto size) {
       at.write("b", content_of(size, 'b'));
       at.make_directory("sub");
       rename_over(at.path("b"), at.path("sub/a"));
     },
     kNewContent},
    {"a directory", [](const auto& at, auto) { at.make_directory("sub/a"); },
     [](auto) { return std::string("(directory)"); }},
    {"a link",
     [](const auto& at, auto size) {
       at.write("sub/b", content_of(size, 'b'));
       at.link("b", "sub/a");
     },
     kNewContent},
    {"a link to nothing",
     [](const auto& at, auto) { at.make_directory("sub"), at.link("b", "sub/a"); },
     [](auto) { return std::string("(absent)"); }},
    {"a file in the way", [](const auto& at, auto) { at.write("sub", "file"); },
     [](auto) { return std::string("(absent)"); }},
};

}  // namespace owlet::site::testing
