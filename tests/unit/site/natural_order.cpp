// Tests of site/natural_order.
#include "owlet/site/natural_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

namespace owlet::site {
namespace {

TEST_CASE("names are in the order in which people look for them") {
  constexpr std::array<std::string_view, 27> kSorted = {
      "",   " ",   "-rf",  "..hidden", "0",   "00",    "01",     "1",         "1.txt",
      "2",  "2a",  "10",   "010b",     "10c", "99",    "100",    ":",         "a",
      "A1", "a1b", "a01c", "a2",       "B",   "b-1-2", "b-1-10", "img12.png", "\xff",
  };
  for (std::size_t i = 0; i < kSorted.size(); ++i) {
    for (std::size_t j = 0; j < kSorted.size(); ++j) {
      CAPTURE(kSorted[i]);
      CAPTURE(kSorted[j]);
      CHECK((compare_names(kSorted[i], kSorted[j]) == (i <=> j)));
    }
  }
}

TEST_CASE("a number is one, wherever it begins behind what is the same") {
  for (std::size_t size = 0; size < 20; ++size) {
    CAPTURE(size);
    const std::string same(size, 'x');
    CHECK((compare_names(same + "9", same + "10") < 0));
    CHECK((compare_names(same + "19", same + "110") < 0));
    CHECK((compare_names(same + "1234567890", same + "123456789") > 0));
    CHECK((compare_names(same + "12345678a", same + "1234567890") < 0));
    CHECK((compare_names(same, same + "a") < 0));
  }
}

TEST_CASE("numbers are compared however long they are") {
  const std::string zeros(200, '0');
  const std::string nines(250, '9');
  CHECK((compare_names("a" + nines, "a1" + std::string(250, '0')) < 0));
  CHECK((compare_names(zeros + "1", "2") < 0));
  CHECK((compare_names(zeros + "3", "2") > 0));
  CHECK((compare_names(zeros, "0") > 0));
  CHECK((compare_names(zeros + "a", "0b") < 0));
  CHECK((compare_names("18446744073709551616", "18446744073709551615") > 0));
}

// Bytes that are near each other in the order, so that names are often nearly equal.
std::vector<std::string> hostile_names(std::size_t count) {
  constexpr std::string_view kBytes = "00112aAbB.-/:\x01\x80\xff";
  std::mt19937 random(7);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    std::string name(random() % 6, ' ');
    for (char& c : name) c = kBytes[random() % kBytes.size()];
    names.push_back(random() % 2 == 0 ? "a2345678" + name : name);
  }
  return names;
}

TEST_CASE(
    "the order is total for any bytes: what is equal is the same, and sorting holds for all "
    "pairs") {
  std::vector<std::string> names = hostile_names(1500);
  std::ranges::sort(names, [](const auto& a, const auto& b) { return compare_names(a, b) < 0; });
  std::size_t bad = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = i; j < names.size(); ++j) {
      const auto forth = compare_names(names[i], names[j]);
      bad += forth > 0 || (forth == 0) != (names[i] == names[j]);
      bad += (compare_names(names[j], names[i]) < 0) != (forth > 0);
    }
  }
  CHECK(bad == 0);
}

}  // namespace
}  // namespace owlet::site
