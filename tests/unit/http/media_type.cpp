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
      {"a.3gp", "video/3gpp"},
      {"a.zst", "application/zstd"},
      {"a.123", "application/vnd.lotus-1-2-3"},  // the first of the table
      {"a.zmm", "application/vnd.handheld-entertainment+xml"},
      {"a.avif", "image/avif"},
      {"a.br", "application/x-brotli"},
      {"a.gz", "application/gzip"},
      {"a.ts", "video/mp2t"},
      {"a.ttf", "font/ttf"},
      {"a.mp3", "audio/mpeg"},
      {"a.xsl", "application/xslt+xml"},
      {"a.cryptonote", "application/vnd.rig.cryptonote"},  // more than 8 characters
      {"a.rcprofile", "application/vnd.ipunplugged.rcprofile"},
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
                                         "a.html.nonsense",
                                         "a.",
                                         "a.htm l",
                                         "a.html ",
                                         "a.unknown",
                                         "a.htmlx",
                                         "a.ht",
                                         ".",
                                         "Makefile",
                                         "a.html.nonsense",
                                         "a.\xC3\xA9",
                                         "a/b.css/",
                                         "a.webmanifests",
                                         "a.webmanifes",
                                         "a.xwebmanifest",
                                         "a.000",
                                         "a.zzzzzzzz",
                                         "a.zzzzzzzzz",
                                         "a.abcdefgh",
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

TEST_CASE("an extension is known or not, also one that tells no type") {
  for (const std::string_view known : {"js", "JS", "bin", "WebManifest", "123"}) {
    CAPTURE(known);
    CHECK(is_known_extension(known));
  }
  for (const std::string_view unknown : {"", "j", ".js", "a.js", "doe", "smith", "webmanifest2"}) {
    CAPTURE(unknown);
    CHECK_FALSE(is_known_extension(unknown));
  }
}

TEST_CASE("text types take a charset, and JSON does not") {
  for (const std::string_view type :
       {"text/html", "text/css", "text/javascript", "text/plain", "text/markdown", "text/vtt",
        "TEXT/HTML", "image/svg+xml", "application/xml", "application/xhtml+xml",
        "application/atom+xml", "application/xml-dtd", "application/javascript"}) {
    CAPTURE(type);
    CHECK(takes_charset(type));
  }
  for (const std::string_view type :
       {"application/json", "application/manifest+json", "application/ld+json", "application/wasm",
        "application/yaml", "application/toml", "application/octet-stream", "image/png",
        "video/mp4", "font/woff2", "application/pdf", "text/html;charset=latin1", "", "text", "xml",
        "+xml", "application/x-ndjson"}) {
    CAPTURE(type);
    CHECK_FALSE(takes_charset(type));
  }
}

TEST_CASE("what its own format has compressed is not worth a content coding") {
  for (const char* type :
       {"text/html", "text/javascript", "application/json", "application/wasm", "image/svg+xml",
        "image/bmp", "image/x-icon", "font/ttf", "font/otf", "application/manifest+json",
        "application/octet-stream", "application/xml", "application/pdf"}) {
    CAPTURE(type);
    CHECK(is_compressible(type));
  }
  for (const char* type :
       {"image/png", "image/avif", "video/mp4", "audio/mpeg", "font/woff", "font/woff2",
        "application/gzip", "application/zip", "application/zstd", "application/x-brotli",
        "application/epub+zip", "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}) {
    CAPTURE(type);
    CHECK_FALSE(is_compressible(type));
  }
}

}  // namespace
}  // namespace owlet::http
