// Media types that compress, in one list.
#include "owlet/compress/compressible.h"

#include <algorithm>

#include "owlet/http/content_coding.h"
#include "owlet/http/media_type.h"
#include "owlet/http/syntax.h"

namespace owlet::compress {

namespace {

// Beside text/*, +json, +xml and +yaml.
constexpr std::string_view kTypes[] = {
    "application/ecmascript",
    "application/javascript",
    "application/json",
    "application/json5",
    "application/node",
    "application/postscript",
    "application/rtf",
    "application/sql",
    "application/toml",
    "application/vnd.apple.mpegurl",
    "application/vnd.dart",
    "application/vnd.ms-fontobject",
    "application/wasm",
    "application/x-javascript",
    "application/x-ndjson",
    "application/x-ns-proxy-autoconfig",
    "application/x-perl",
    "application/x-sh",
    "application/x-sql",
    "application/x-subrip",
    "application/x-tcl",
    "application/x-tex",
    "application/xml",
    "application/xml-dtd",
    "application/yaml",
    "font/collection",
    "font/otf",
    "font/ttf",
    "image/bmp",
    "image/vnd.microsoft.icon",
    "image/x-icon",
    "image/x-ms-bmp",
    "model/gltf-binary",
    "model/mtl",
    "model/obj",
    "model/stl",
};

// Of those types, but gzipped: the browser undoes that itself, or nothing does.
constexpr std::string_view kCompressed[] = {"svgz", "x3dz", "zaz"};

constexpr std::string_view kPageTypes[] = {
    "text/html",        "text/css",
    "text/javascript",  "application/javascript",
    "application/wasm", "application/xhtml+xml",
    "text/vtt",         "text/mathml",
};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::any_of(
      words, [&](std::string_view each) { return http::equals_ignoring_case(each, word); });
}

}  // namespace

bool is_compressible(std::string_view file_name, std::span<const std::string> extensions) {
  if (file_name.starts_with('.')) return false;
  if (http::coding_of_name(file_name) != http::content_coding::identity) return false;
  const std::string_view extension = http::extension_of(file_name);
  if (!extensions.empty()) {
    return std::ranges::any_of(extensions, [&](const std::string& each) {
      return http::equals_ignoring_case(each, extension);
    });
  }
  if (is_one_of(extension, kCompressed)) return false;
  const std::string_view type = http::media_type_of(file_name);
  return type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml") ||
         type.ends_with("+yaml") || is_one_of(type, kTypes);
}

bool is_part_of_pages(std::string_view file_name) {
  const std::string_view type = http::media_type_of(file_name);
  return is_one_of(type, kPageTypes) || type.starts_with("font/") || type.starts_with("image/") ||
         http::equals_ignoring_case(http::extension_of(file_name), "map");
}

}  // namespace owlet::compress
