// Tests of http/media_type.
#include "owlet/http/media_type.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::http {
namespace {

struct media_type_case {
  std::string_view name;
  std::string_view type;
};

TEST_CASE("what a web site holds is served as its registered type") {
  constexpr media_type_case kCases[] = {
      {"a.html", "text/html"},
      {"a.htm", "text/html"},
      {"a.css", "text/css"},
      {"a.js", "text/javascript"},
      {"a.mjs", "text/javascript"},
      {"a.jpg", "image/jpeg"},
      {"a.jpeg", "image/jpeg"},
      {"a.png", "image/png"},
      {"a.gif", "image/gif"},
      {"a.swf", "application/x-shockwave-flash"},
      {"a.svg", "image/svg+xml"},
      {"a.json", "application/json"},
      {"a.map", "application/json"},
      {"a.wasm", "application/wasm"},
      {"a.woff2", "font/woff2"},
      {"a.txt", "text/plain"},
      {"a.md", "text/markdown"},
      {"a.xml", "application/xml"},
      {"a.pdf", "application/pdf"},
      {"a.ico", "image/vnd.microsoft.icon"},
      {"a.webp", "image/webp"},
      {"a.mp4", "video/mp4"},
      {"a.webmanifest", "application/manifest+json"},
      {"a.m3u8", "application/vnd.apple.mpegurl"},
      {"a.3gp", "video/3gpp"},        // the first of the table
      {"a.zst", "application/zstd"},  // and the last
  };
  for (const auto& row : kCases) {
    CAPTURE(row.name);
    CHECK(media_type_of(row.name) == row.type);
  }
}

TEST_CASE("only what follows the last dot of the last component counts, in any case") {
  constexpr media_type_case kCases[] = {
      {"INDEX.HTML", "text/html"},
      {"Photo.JpEg", "image/jpeg"},
      {"jquery.min.js", "text/javascript"},
      {"archive.tar.gz", "application/gzip"},
      {"..html", "text/html"},
      {".hidden.html", "text/html"},
      {"a/b/c.css", "text/css"},
      {"a.css/b.html", "text/html"},
      {"with space.png", "image/png"},
  };
  for (const auto& row : kCases) {
    CAPTURE(row.name);
    CHECK(media_type_of(row.name) == row.type);
  }
}

TEST_CASE("a name that tells no type is served as bytes") {
  constexpr std::string_view kNames[] = {"",
                                         "html",
                                         ".html",
                                         "a/.html",
                                         "a/b/.html",
                                         "a.html/b",
                                         "a.",
                                         "a.htm l",
                                         "a.html ",
                                         "a.unknown",
                                         "a.htmlx",
                                         "a.ht",
                                         ".",
                                         "Makefile",
                                         "a.html.b",
                                         "a.\xC3\xA9",
                                         "a/b.css/",
                                         "a.webmanifests",
                                         "a.a-very-long-extension-that-is-in-no-table-at-all"};
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    CHECK(media_type_of(name) == "application/octet-stream");
  }
}

TEST_CASE("a NUL in a name is a byte like any other") {
  CHECK(media_type_of(std::string_view("a.js\0", 5)) == "application/octet-stream");
  CHECK(media_type_of(std::string_view("a.html\0.js", 10)) == "text/javascript");
}

}  // namespace
}  // namespace owlet::http
