// Tests of base/byte_size.
#include "owlet/base/byte_size.h"

#include <doctest/doctest.h>

#include <string_view>

namespace owlet::base {
namespace {

struct row {
  std::uint64_t bytes;
  std::string_view size;
  std::string_view grouped;
};

TEST_CASE("bytes are said in three digits, rounded once") {
  constexpr row kRows[] = {
      {0, "0 B", "0"},
      {999, "999 B", "999"},
      {1000, "1.00 kB", "1,000"},
      {1004, "1.00 kB", "1,004"},
      {1005, "1.01 kB", "1,005"},
      {9994, "9.99 kB", "9,994"},
      {9995, "10.0 kB", "9,995"},
      {99'949, "99.9 kB", "99,949"},
      {99'950, "100 kB", "99,950"},
      {999'499, "999 kB", "999,499"},
      {999'500, "1.00 MB", "999,500"},
      {12'345'678, "12.3 MB", "12,345,678"},
      {999'999'999'999, "1.00 TB", "999,999,999,999"},
      {UINT64_MAX, "18.4 EB", "18,446,744,073,709,551,615"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.bytes);
    std::string size = "before ";
    append_byte_size(size, each.bytes);
    CHECK(size.substr(7) == each.size);
    std::string grouped = "before ";
    append_grouped(grouped, each.bytes);
    CHECK(grouped.substr(7) == each.grouped);
  }
}

}  // namespace
}  // namespace owlet::base
