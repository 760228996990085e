// Tests of site/prefix_filter.
#include "owlet/site/prefix_filter.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::site {
namespace {

TEST_CASE("a filter lets through what begins so, as far as it looks") {
  const std::string path = "assets/app.js";
  for (std::size_t size = 0; size <= path.size(); ++size) {
    CAPTURE(size);
    const prefix_filter filter(path.substr(0, size));
    CHECK(filter.may_begin(head_of(path)));
    for (std::size_t i = 0; i < size && i < 8; ++i) {
      std::string other = path;
      other[i] = 'X';
      CHECK(!filter.may_begin(head_of(other)));
      CHECK(!filter.may_begin(head_of(path.substr(0, i))));
    }
  }
  CHECK(prefix_filter("").may_begin(head_of("")));
}

}  // namespace
}  // namespace owlet::site
