// Tests of site/listing_sorter.
#include "owlet/site/listing_sorter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <string>

namespace owlet::site {
namespace {

std::vector<directory_entry> entries_of(std::size_t count) {
  static constexpr std::string_view kNames[] = {"a10", "a9", "b", "a"};
  std::vector<directory_entry> entries(count);
  for (std::size_t i = 0; i < count; ++i) {
    entries[i].name = kNames[i * i % 4];
    entries[i].size = i * 7919 % 101;
    entries[i].mtime.seconds = static_cast<std::int64_t>(i);  // tells which one it was
    entries[i].kind = i % 5 == 0 ? entry_kind::directory : entry_kind::file;
  }
  return entries;
}

std::vector<std::int64_t> marks(std::span<const directory_entry> entries) {
  std::vector<std::int64_t> marks;
  for (const directory_entry& entry : entries) marks.push_back(entry.mtime.seconds);
  return marks;
}

TEST_CASE("the room for sorting is given back when all is sorted") {
  constexpr std::size_t kCount = 1000;
  listing_sorter sorter(entries_of(kCount), {});
  CHECK(sorter.memory_bytes() == 2 * kCount * sizeof(directory_entry));
  CHECK(sorter.sort_some(1'000'000));
  CHECK(sorter.memory_bytes() == kCount * sizeof(directory_entry));
}

TEST_CASE("any number of entries is sorted, stably, however few moves at a time") {
  constexpr listing_order kOrder = {sort_key::size, sort_direction::descending};
  for (std::size_t count = 0; count < 70; ++count) {
    std::vector<directory_entry> expected = entries_of(count);
    std::ranges::stable_sort(
        expected, [=](const auto& a, const auto& b) { return comes_before(a, b, kOrder); });
    for (const std::size_t moves : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
      CAPTURE(count);
      CAPTURE(moves);
      listing_sorter sorter(entries_of(count), kOrder);
      std::size_t steps = 1;
      while (!sorter.sort_some(moves)) ++steps;
      CHECK(marks(sorter.entries()) == marks(expected));
      const auto passes = count < 2 ? 0 : static_cast<std::size_t>(std::bit_width(count - 1));
      CHECK(steps <= count * passes / moves + 1);
      CHECK(sorter.sort_some(1));
    }
  }
}

}  // namespace
}  // namespace owlet::site
