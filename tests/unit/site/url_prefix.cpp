// Tests of site/url_prefix.
#include "owlet/site/url_prefix.h"

#include <doctest/doctest.h>

#include <string_view>

namespace owlet::site {
namespace {

TEST_CASE("what is beneath a prefix is known by whole names") {
  struct row {
    std::string_view prefix;
    std::string_view path;
    std::optional<std::string_view> rest;
  };
  const row rows[] = {
      {"", "", ""},           {"", "a/b", "a/b"},         {"/app", "app", ""},
      {"/app", "app/a", "a"}, {"/app/x", "app/x/a", "a"}, {"/app", "", std::nullopt},
      {"/app", "apple", {}},  {"/app/x", "app", {}},      {"/app", "a", {}},
      {"/app", "x/app/a", {}}};
  for (const row& each : rows) {
    CAPTURE(each.prefix);
    CAPTURE(each.path);
    CHECK(beneath_prefix(each.prefix, each.path) == each.rest);
  }
}

}  // namespace
}  // namespace owlet::site
