// Tests of compress/compressible.
#include "owlet/compress/compressible.h"

#include <doctest/doctest.h>

#include <vector>

namespace owlet::compress {
namespace {

TEST_CASE("text types are compressed, in any case of their extension") {
  for (const std::string_view name :
       {"index.html", "a.css", "a.js",      "a.mjs",  "A.JSON",        "a.map",
        "a.svg",      "a.xml", "a.rss",     "a.txt",  "a.webmanifest", "a.wasm",
        "a.ttf",      "a.otf", "a.eot",     "a.ico",  "a.bmp",         "a.yaml",
        "a.md",       "a.csv", "a.geojson", "-.html", "a.br.html"}) {
    CAPTURE(name);
    CHECK(is_compressible(name, {}));
  }
}

TEST_CASE("what is compressed already, is a film or is not known is not compressed") {
  for (const std::string_view name :
       {"a.png",    "a.jpg",    "a.webp", "a.avif", "a.woff",       "a.woff2", "a.mp4",
        "a.ts",     "a.pdf",    "a.zip",  "a.gz",   "a.br",         "a.zst",   "a.html.gz",
        "a.css.br", "a.js.zst", "a.svgz", "a.SVGZ", "a.x3dz",       "a.bin",   "a.tar",
        "README",   "a.",       "",       ".html",  ".htaccess.txt"}) {
    CAPTURE(name);
    CHECK_FALSE(is_compressible(name, {}));
  }
}

TEST_CASE("where extensions are given, they alone are compressed, but never a sidecar") {
  const std::vector<std::string> given = {"bin", "gz"};
  CHECK(is_compressible("a.bin", given));
  CHECK(is_compressible("a.BIN", given));
  CHECK_FALSE(is_compressible("a.html", given));
  CHECK_FALSE(is_compressible("a.gz", given));
  CHECK_FALSE(is_compressible(".bin", given));
}

TEST_CASE("parts of pages are not offered as compressed downloads") {
  for (const std::string_view name : {"a.html", "a.css", "a.js", "a.js.map", "a.svg", "a.wasm"}) {
    CAPTURE(name);
    CHECK(is_part_of_pages(name));
  }
  for (const std::string_view name : {"a.json", "a.xml", "a.txt", "a.csv", "a.sql", "a.md"}) {
    CAPTURE(name);
    CHECK_FALSE(is_part_of_pages(name));
  }
}

}  // namespace
}  // namespace owlet::compress
