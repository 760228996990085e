// Which files are worth a sidecar, told by their names alone.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace owlet::compress {

// Whether a file of this name is compressed: when its media type is text, or something else that is
// not compressed in itself (fonts that are not WOFF, bitmaps, WebAssembly). Never a dotfile, and
// never what has the suffix of a sidecar. Where extensions are given (lower case, without the dot),
// these are compressed, and no others.
[[nodiscard]] bool is_compressible(std::string_view file_name,
                                   std::span<const std::string> extensions);

// Whether a file of this name is a part of pages: markup, styles, scripts, fonts, pictures. Nobody
// offers those as a compressed download, as data, logs and sitemaps are ("sitemap.xml.gz").
[[nodiscard]] bool is_part_of_pages(std::string_view file_name);

}  // namespace owlet::compress
