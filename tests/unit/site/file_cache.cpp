// Tests of site/file_cache: what it keeps, when it looks at the disk, and that it is never stale.
#include "owlet/site/file_cache.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "../support.h"
#include "cached_directory.h"
#include "owlet/base/file_slice.h"
#include "owlet/base/limits.h"

namespace owlet::site {
namespace {

using owlet::testing::check_call;
using testing::bytes_of;
using testing::cached_directory;
using testing::change;
using testing::change_time_of;
using testing::content_of;
using testing::describe;
using testing::kArrivals;
using testing::kChanges;
using testing::kLarge;
using testing::late;
using testing::open_descriptors;
using testing::overwrite_and_restore_time;
using testing::remove;
using testing::rename_over;
using testing::wait_for_tick;

constexpr auto kAccepted = base::disk_wait::accepted;

TEST_CASE("every change of a file is seen by the next epoch, and by none before it") {
  for (const std::size_t size : {std::size_t{12}, kLarge}) {
    for (const change& each : kChanges) {
      CAPTURE(size);
      CAPTURE(each.what);
      cached_directory files;
      files.write("a", content_of(size, 'a'));
      CHECK(files.find("a") == content_of(size, 'a'));
      files.begin_epoch();
      CHECK(files.find("a") == content_of(size, 'a'));
      CHECK(files.counts() == "0 hits, 1 looks, 1 misses, 0 evictions");
      const std::string tag(files.cache.find("a", kAccepted, late()).validators.tag.view());
      wait_for_tick();
      each.make(files.directory, size);
      const representation& kept = files.cache.find("a", kAccepted, late());
      CHECK(kept.length == size);
      CHECK(kept.validators.tag.view() == tag);
      if (size == 12) CHECK(describe(kept) == content_of(size, 'a'));
      CHECK(files.counts() == "2 hits, 0 looks, 0 misses, 0 evictions");
      files.begin_epoch();
      CHECK(files.find("a") == each.outcome(size));
      CHECK(files.counts() == "0 hits, 1 looks, 1 misses, 0 evictions");
    }
  }
}

TEST_CASE("what was absent is found by the next epoch after it has come") {
  for (const change& each : kArrivals) {
    CAPTURE(each.what);
    cached_directory files;
    CHECK(files.find("sub/a") == "(absent)");
    CHECK(files.find("sub/a") == "(absent)");
    files.begin_epoch();
    CHECK(files.find("sub/a") == "(absent)");
    CHECK(files.counts() == "1 hits, 1 looks, 1 misses, 0 evictions");
    each.make(files.directory, 12);
    CHECK(files.find("sub/a") == "(absent)");
    files.begin_epoch();
    CHECK(files.find("sub/a") == each.outcome(12));
  }
}

TEST_CASE("what is neither a file nor absent is not kept") {
  cached_directory files;
  files.directory.make_directory("a");
  CHECK(files.find("a") == "(directory)");
  CHECK(files.find("a") == "(directory)");
  CHECK(files.find("") == "(directory)");
  CHECK(files.counts() == "0 hits, 0 looks, 3 misses, 0 evictions");
  remove(files.directory.path("a"));
  files.write("a", "file");
  CHECK(files.find("a") == "file");
}

TEST_CASE("a change behind a link or above a file is seen by the next epoch") {
  cached_directory files;
  files.write("one/a", "in one");
  files.write("two/a", "in two");
  files.directory.link("one", "link");
  CHECK(files.find("link/a") == "in one");
  files.begin_epoch();
  files.write("one/a", "anew");
  CHECK(files.find("link/a") == "anew");
  files.begin_epoch();
  remove(files.directory.path("link"));
  files.directory.link("two", "link");
  CHECK(files.find("link/a") == "in two");
  files.begin_epoch();
  rename_over(files.directory.path("two"), files.directory.path("three"));
  CHECK(files.find("link/a") == "(absent)");
  CHECK(files.find("three/a") == "in two");
}

TEST_CASE("an entry is opened anew a second after it was opened, in the next epoch") {
  using std::chrono::milliseconds;
  cached_directory files;
  files.write("a", "1");
  for (const std::string path : {"a", "nothing"}) {
    CAPTURE(path);
    (void)files.cache.find(path, kAccepted, late());
    (void)files.cache.find(path, kAccepted, late(milliseconds(5000)));  // still the same epoch
    files.begin_epoch();
    (void)files.cache.find(path, kAccepted, late(milliseconds(999)));
    CHECK(files.counts() == "1 hits, 1 looks, 1 misses, 0 evictions");
    files.begin_epoch();
    (void)files.cache.find(path, kAccepted, late(milliseconds(1000)));
    CHECK(files.counts() == "0 hits, 0 looks, 1 misses, 0 evictions");
    files.begin_epoch();
    (void)files.cache.find(path, kAccepted, late(milliseconds(1999)));
    CHECK(files.counts() == "0 hits, 1 looks, 0 misses, 0 evictions");
  }
}

TEST_CASE("a directory that has left the root is left a second later, though a link leads to it") {
  for (const resolution how : {resolution::by_kernel, resolution::by_walking}) {
    const owlet::testing::temporary_directory directory;
    directory.write("root/sub/a", "inside");
    const document_root root(directory.path("root"), how);
    file_cache cache(root, testing::kRoomy, {.hash_limit = testing::kHashLimit});
    CHECK(cache.find("sub/a", kAccepted, late()).body == "inside");
    rename_over(directory.path("root/sub"), directory.path("sub"));
    directory.link("../sub", "root/sub");
    cache.begin_epoch();
    CHECK(describe(cache.find("sub/a", kAccepted, late(std::chrono::seconds(1)))) == "(absent)");
  }
}

TEST_CASE("an epoch looks at each file once, however often it is asked for") {
  cached_directory files;
  files.write("a", "1");
  files.write("b", "2");
  for (const std::string name : {"a", "b"}) CHECK_FALSE(files.find(name).empty());
  CHECK(files.counts() == "0 hits, 0 looks, 2 misses, 0 evictions");
  for (int epoch = 0; epoch < 3; ++epoch) {
    files.cache.begin_epoch();
    for (int i = 0; i < 10; ++i) {
      CHECK(files.find("a") == "1");
      CHECK(files.find("b") == "2");
    }
    CHECK(files.counts() == "18 hits, 2 looks, 0 misses, 0 evictions");
  }
}

// -- Racy timestamps --------------------------------------------------------------------------

TEST_CASE("what was read within a tick of its last change is true for its epoch only") {
  struct row {
    std::int64_t read_after_nanoseconds;
    bool is_racy;
  };
  constexpr row kRows[] = {
      {-60'000'000'000, true},  // the clock was set back
      {-1, true},
      {0, true},
      {1, true},
      {9'999'999, true},  // the kernel's clock ticks every 10 ms at the least
      {2'000'000'000, false},
      {60'000'000'000, false},
  };
  for (const std::size_t size : {std::size_t{12}, kLarge}) {
    for (const row& each : kRows) {
      CAPTURE(size);
      CAPTURE(each.read_after_nanoseconds);
      cached_directory files;
      files.write("a", content_of(size, 'a'));
      const std::int64_t read =
          change_time_of(files.directory.path("a")) + each.read_after_nanoseconds;
      CHECK(files.find_at("a", read) == content_of(size, 'a'));
      CHECK(files.find_at("a", read) == content_of(size, 'a'));
      CHECK(files.counts() == "1 hits, 0 looks, 1 misses, 0 evictions");
      files.cache.begin_epoch();
      CHECK(files.find_at("a", read) == content_of(size, 'a'));
      CHECK(files.counts() == (each.is_racy ? "0 hits, 0 looks, 1 misses, 0 evictions"
                                            : "0 hits, 1 looks, 0 misses, 0 evictions"));
    }
  }
}

TEST_CASE("what was racy is kept as soon as it is old") {
  cached_directory files;
  files.write("a", "1");
  const std::int64_t changed = change_time_of(files.directory.path("a"));
  CHECK(files.find_at("a", changed) == "1");
  files.cache.begin_epoch();
  CHECK(files.find_at("a", changed + 2'000'000'000) == "1");
  CHECK(files.counts() == "0 hits, 0 looks, 2 misses, 0 evictions");
  files.cache.begin_epoch();
  CHECK(files.find_at("a", changed + 2'000'000'000) == "1");
  CHECK(files.counts() == "0 hits, 1 looks, 0 misses, 0 evictions");
}

TEST_CASE("a time of modification long ago does not make a fresh file trusted") {
  cached_directory files;
  files.write("a", "1");
  const timespec times[2] = {{5, 0}, {5, 0}};
  REQUIRE(::utimensat(AT_FDCWD, files.directory.path("a").c_str(), times, 0) == 0);
  const std::int64_t changed = change_time_of(files.directory.path("a"));
  CHECK(files.find_at("a", changed) == "1");
  files.cache.begin_epoch();
  CHECK(files.find_at("a", changed) == "1");
  CHECK(files.counts() == "0 hits, 0 looks, 2 misses, 0 evictions");
}

TEST_CASE("of many changes within a tick, each is seen by the next epoch") {
  cached_directory files;
  files.write("a", "000");
  for (int i = 100; i < 400; ++i) {
    overwrite_and_restore_time(files.directory.path("a"), std::to_string(i));
    files.cache.begin_epoch();
    const representation& found = files.cache.find("a", kAccepted, base::read_clock());
    CHECK(found.body == std::to_string(i));
  }
}

// -- Bounds -----------------------------------------------------------------------------------

std::vector<std::string> write_files(const cached_directory& files, std::size_t count,
                                     std::size_t size) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    names.push_back("file" + std::to_string(i));
    files.write(names.back(), content_of(size, static_cast<char>('a' + i)));
  }
  return names;
}

TEST_CASE("the entry that was not asked for the longest goes first") {
  cached_directory files({.entries = 3, .bytes = 1U << 20U, .files = 3});
  for (const std::string name : {"a", "b", "c", "d"}) files.write(name, name);
  for (const std::string name : {"a", "b", "c", "a", "d"}) CHECK(files.find(name) == name);
  CHECK(files.counts() == "1 hits, 0 looks, 4 misses, 1 evictions");
  for (const std::string name : {"c", "a", "d"}) CHECK(files.find(name) == name);
  CHECK(files.counts() == "3 hits, 0 looks, 0 misses, 0 evictions");
  CHECK(files.find("b") == "b");
  CHECK(files.counts() == "0 hits, 0 looks, 1 misses, 1 evictions");
  for (const std::string name : {"d", "a", "b"}) CHECK(files.find(name) == name);
  CHECK(files.counts() == "3 hits, 0 looks, 0 misses, 0 evictions");
  files.cache.begin_epoch();
  CHECK(files.find("d") == "d");  // a look is a use, too
  CHECK(files.find("c") == "c");
  CHECK(files.find("d") == "d");
  CHECK(files.find("b") == "b");
  CHECK(files.counts() == "1 hits, 2 looks, 1 misses, 1 evictions");
}

TEST_CASE("entries are bounded by number, and the newest always stays") {
  for (const std::size_t bound : {1U, 2U, 5U}) {
    CAPTURE(bound);
    cached_directory files({.entries = bound, .bytes = 1U << 20U, .files = 100});
    for (const std::string& name : write_files(files, 6, 1)) {
      CHECK(files.find(name).size() == 1);
      CHECK(files.find("no" + name) == "(absent)");
      CHECK(files.find("no" + name) == "(absent)");
    }
    CHECK(files.counts() ==
          "6 hits, 0 looks, 12 misses, " + std::to_string(12 - bound) + " evictions");
  }
}

TEST_CASE("entries are bounded by bytes: of bodies, heads and paths") {
  struct row {
    std::size_t bound;
    std::size_t least;  // of 20 files of 4 KiB
    std::size_t most;
  };
  constexpr row kRows[] = {
      {0, 1, 1}, {4096, 1, 1}, {5 * 4096, 2, 4}, {10 * 4096, 5, 9}, {1U << 20U, 20, 20}};
  for (const row& each : kRows) {
    CAPTURE(each.bound);
    cached_directory files({.entries = 100, .bytes = each.bound, .files = 100});
    for (const std::string& name : write_files(files, 20, 4096)) {
      CHECK(files.find(name).size() == 4096);
      CHECK(files.find(name).size() == 4096);
    }
    CHECK(files.cache.counters().hits == 20);
    const std::size_t kept = 20 - files.cache.counters().evictions;
    CHECK(kept >= each.least);
    CHECK(kept <= each.most);
  }
  cached_directory names({.entries = 100, .bytes = 4096, .files = 100});
  for (char c = 'a'; c < 'u'; ++c) {
    const std::string part(249, c);
    CHECK(names.find(part + '/' + part + '/' + part + '/' + part) == "(absent)");
  }
  CHECK(names.cache.counters().evictions >= 16);
}

TEST_CASE("what was dropped no longer counts") {
  cached_directory files({.entries = 100, .bytes = 5 * 4096, .files = 2});
  const auto names = write_files(files, 2, 4096);
  for (int round = 0; round < 50; ++round) {
    files.begin_epoch();
    for (const std::string& name : names) {
      files.write(name, content_of(round % 2 == 0 ? 4096 : kLarge, 'x'));
      CHECK(files.find(name).size() == (round % 2 == 0 ? 4096 : kLarge));
    }
  }
  CHECK(files.counts() == "0 hits, 98 looks, 100 misses, 0 evictions");
}

TEST_CASE("open files are bounded, and the newest always stays open") {
  for (const std::size_t bound : {0U, 1U, 3U}) {
    CAPTURE(bound);
    cached_directory files({.entries = 100, .bytes = 1U << 20U, .files = bound});
    const auto names = write_files(files, 6, kLarge);
    const std::size_t before = open_descriptors();
    std::size_t open = 0;
    for (const std::string& name : names) {
      CHECK(files.find(name).size() == kLarge);
      CHECK(files.find(name).size() == kLarge);
      open = std::min(open + 1, std::max<std::size_t>(bound, 1));
      CHECK(open_descriptors() == before + open);
      CHECK(files.cache.has_open_files());
    }
    CHECK(files.counts() ==
          "6 hits, 0 looks, 6 misses, " + std::to_string(6 - open) + " evictions");
  }
}

TEST_CASE("small files and absent ones hold no descriptor") {
  cached_directory files;
  const auto names = write_files(files, 6, base::kSmallBodyBytes);
  const std::size_t before = open_descriptors();
  for (const std::string& name : names) CHECK(files.find(name).size() == base::kSmallBodyBytes);
  CHECK(files.find("nothing") == "(absent)");
  CHECK(open_descriptors() == before);
  CHECK_FALSE(files.cache.has_open_files());
}

TEST_CASE("close_unused closes what nobody has asked for since, and nothing else") {
  cached_directory files;
  files.write("small", "1");
  const auto names = write_files(files, 3, kLarge);
  const std::size_t before = open_descriptors();
  CHECK(files.find("small") == "1");
  for (const std::string& name : names) CHECK(files.find(name).size() == kLarge);
  files.cache.close_unused();  // all of them were asked for
  CHECK(open_descriptors() == before + 3);
  CHECK(files.find(names[0]).size() == kLarge);
  files.cache.begin_epoch();
  CHECK(files.find(names[2]).size() == kLarge);
  CHECK(files.counts() == "1 hits, 1 looks, 4 misses, 0 evictions");
  files.cache.close_unused();
  CHECK(open_descriptors() == before + 2);
  CHECK(files.cache.has_open_files());
  CHECK(files.find(names[0]).size() == kLarge);
  CHECK(files.find(names[2]).size() == kLarge);
  CHECK(files.counts() == "1 hits, 1 looks, 0 misses, 0 evictions");
  files.cache.close_unused();
  files.cache.close_unused();
  CHECK(open_descriptors() == before);
  CHECK_FALSE(files.cache.has_open_files());
  files.cache.close_unused();
  CHECK(files.find("small") == "1");
  CHECK(files.find(names[1]).size() == kLarge);
  CHECK(files.counts() == "0 hits, 1 looks, 1 misses, 0 evictions");
}

TEST_CASE("a cache of no entries keeps nothing, and gives the right answer all the same") {
  cached_directory files(cache_limits{});
  files.write("a", "1");
  files.write("large", content_of(kLarge, 'a'));
  const std::size_t before = open_descriptors();
  CHECK(files.find("a") == "1");
  files.write("a", "2");
  CHECK(files.find("a") == "2");
  CHECK(files.find("nothing") == "(absent)");
  CHECK(files.find("large") == content_of(kLarge, 'a'));
  CHECK(files.find("large") == content_of(kLarge, 'a'));
  CHECK(open_descriptors() <= before + 1);  // the one that was asked for last
  CHECK(files.find("a") == "2");
  CHECK(open_descriptors() == before);
  CHECK(files.counts() == "0 hits, 0 looks, 6 misses, 0 evictions");
}

// -- Descriptors ------------------------------------------------------------------------------

TEST_CASE("what is being sent outlives its entry, whatever becomes of that") {
  const std::function<void(cached_directory&)> kEnds[] = {
      [](auto& files) { files.find("other"); },  // evicted
      [](auto& files) {                          // replaced
        files.begin_epoch();
        files.directory.write("b", content_of(kLarge, 'b'));
        rename_over(files.directory.path("b"), files.directory.path("a"));
        files.find("a");
      },
      [](auto& files) {  // deleted
        files.begin_epoch();
        remove(files.directory.path("a"));
        files.find("a");
      },
      [](auto& files) {  // closed
        files.cache.close_unused();
        files.cache.close_unused();
      },
  };
  for (const auto& end : kEnds) {
    cached_directory files({.entries = 1, .bytes = 1U << 20U, .files = 1});
    files.write("a", content_of(kLarge, 'a'));
    files.write("other", "1");
    const std::size_t before = open_descriptors();
    {
      const representation& found = files.cache.find("a", kAccepted, late());
      const base::file_slice slice{found.file, 1, found.length - 1};
      end(files);
      CHECK(bytes_of(slice) == content_of(kLarge - 1, 'a'));
    }
    files.find("other");
    CHECK(open_descriptors() == before);
  }
}

TEST_CASE("no descriptor is left behind") {
  const std::size_t before = open_descriptors();
  {
    cached_directory files({.entries = 4, .bytes = 1U << 20U, .files = 2});
    const auto names = write_files(files, 6, kLarge);
    const std::size_t at_start = open_descriptors();
    for (std::size_t round = 0; round < 200; ++round) {
      if (round % 3 == 0) files.cache.begin_epoch();
      if (round % 5 == 0) files.write(names[round % 4], content_of(kLarge + round, 'x'));
      if (round % 7 == 0) remove(files.directory.path(names[4]));
      if (round % 13 == 0) files.write(names[4], content_of(kLarge, 'y'));
      (void)files.find(names[round % 6]);
      CHECK(open_descriptors() <= at_start + 2);
    }
  }
  CHECK(open_descriptors() == before);
}

// Leaves the process no descriptor to open, but those that it closes.
class no_free_descriptor {
public:
  no_free_descriptor() {
    check_call(::getrlimit(RLIMIT_NOFILE, &before_), "getrlimit");
    const base::unique_fd lowest(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(lowest.get());
    check_call(::setrlimit(RLIMIT_NOFILE, &none), "setrlimit");
  }
  ~no_free_descriptor() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  no_free_descriptor(const no_free_descriptor&) = delete;
  no_free_descriptor& operator=(const no_free_descriptor&) = delete;

private:
  rlimit before_{};
};

TEST_CASE("without a free descriptor, the cache gives up its own") {
  cached_directory files;
  const auto names = write_files(files, 3, kLarge);
  std::string in_need;
  std::string next;
  CHECK(files.find(names[0]).size() == kLarge);
  CHECK(files.find(names[1]).size() == kLarge);
  {
    const no_free_descriptor need;
    in_need = files.find(names[2]);
    next = files.find(names[0]);
  }
  CHECK(in_need == content_of(kLarge, 'c'));
  CHECK(next == content_of(kLarge, 'a'));
}

TEST_CASE("what could not be opened for want of descriptors is not kept") {
  cached_directory files;
  files.write("a", "1");
  std::string in_need;
  {
    const no_free_descriptor need;
    in_need = files.find("a");
  }
  CHECK(in_need == "(exhausted)");
  CHECK(files.find("a") == "1");
}

}  // namespace
}  // namespace owlet::site
