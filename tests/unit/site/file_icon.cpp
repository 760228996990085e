// Tests of site/file_icon.
#include "owlet/site/file_icon.h"

#include <doctest/doctest.h>

namespace owlet::site {
namespace {

TEST_CASE("the extension tells the icon") {
  struct row {
    std::string_view name;
    std::string_view icon;
  };
  constexpr row kRows[] = {
      {"", "other"},      {"a", "other"},          {"a.png", "image"},      {"A.SVG", "image"},
      {"b.mp3", "audio"}, {"c.mp4", "video"},      {"d.txt", "text"},       {"d.html", "text"},
      {"e.js", "text"},   {"e.xhtml", "text"},     {"e.tar.gz", "archive"}, {"E.ZIP", "archive"},
      {"f.bin", "other"}, {"\"><b>.png", "image"}, {"f.\"><b>", "other"},   {".png", "other"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.name);
    CHECK(file_icon_of(each.name) == each.icon);
  }
}

}  // namespace
}  // namespace owlet::site
