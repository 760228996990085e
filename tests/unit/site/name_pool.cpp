// Tests of site/name_pool.
#include "owlet/site/name_pool.h"

#include <doctest/doctest.h>

namespace owlet::site {
namespace {

TEST_CASE("names stay where they are, whatever comes after them") {
  name_pool pool;
  std::vector<std::string_view> kept;
  for (std::size_t i = 0; i < 2000; ++i) kept.push_back(pool.keep(std::string(i % 256, 'a')));
  const std::string long_name(name_pool::kChunkBytes + 1, 'b');
  const std::string_view longest = pool.keep(long_name);
  const std::string_view last = pool.keep("last");
  bool is_same = longest == long_name && last == "last";
  for (std::size_t i = 0; i < kept.size(); ++i) is_same &= kept[i] == std::string(i % 256, 'a');
  CHECK(is_same);
}

TEST_CASE("memory follows the names") {
  name_pool pool;
  CHECK(pool.bytes() == 0);
  for (int i = 0; i < 1000; ++i) (void)pool.keep(std::string(200, 'a'));
  CHECK(pool.bytes() == 4 * name_pool::kChunkBytes);
}

}  // namespace
}  // namespace owlet::site
