// Tests of site/listing_order.
#include "owlet/site/listing_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace owlet::site {
namespace {

std::string sorted(listing_order order) {
  constexpr auto kDirectory = entry_kind::directory;
  constexpr auto kFile = entry_kind::file;
  std::vector<directory_entry> entries = {
      {"f10", 5, {100, 2}, kFile}, {"d2", 4096, {300, 0}, kDirectory},
      {"f9", 7, {100, 1}, kFile},  {"d10", 0, {200, 0}, kDirectory},
      {"f2", 5, {100, 2}, kFile},  {"F1", 9, {-1, 0}, kFile},
  };
  std::string names;
  std::ranges::sort(entries, [order](const auto& a, const auto& b) {
    CHECK(!(comes_before(a, b, order) && comes_before(b, a, order)));
    return comes_before(a, b, order);
  });
  for (const directory_entry& entry : entries) names.append(entry.name).append(" ");
  return names;
}

TEST_CASE(
    "directories are first, and equals are in the order of their names, in either direction") {
  constexpr auto kUp = sort_direction::ascending;
  constexpr auto kDown = sort_direction::descending;
  CHECK(sorted({sort_key::name, kUp}) == "d2 d10 F1 f2 f9 f10 ");
  CHECK(sorted({sort_key::name, kDown}) == "d10 d2 f10 f9 f2 F1 ");
  CHECK(sorted({sort_key::size, kUp}) == "d2 d10 f2 f10 f9 F1 ");
  CHECK(sorted({sort_key::size, kDown}) == "d2 d10 F1 f9 f2 f10 ");
  CHECK(sorted({sort_key::time, kUp}) == "d10 d2 F1 f9 f2 f10 ");
  CHECK(sorted({sort_key::time, kDown}) == "d2 d10 f2 f10 f9 F1 ");
}

}  // namespace
}  // namespace owlet::site
