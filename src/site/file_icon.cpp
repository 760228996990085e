// Which icon stands before a file's name: its media type tells, but for archives, which have many.
#include "owlet/site/file_icon.h"

#include <algorithm>
#include <array>

#include "owlet/http/media_type.h"
#include "owlet/http/syntax.h"

namespace owlet::site {

std::string_view file_icon_of(std::string_view file_name) {
  constexpr std::array<std::string_view, 4> kTops = {"image", "audio", "video", "text"};
  constexpr std::array<std::string_view, 14> kArchives = {"zip", "gz",  "tgz", "tar", "bz2",
                                                          "xz",  "txz", "zst", "7z",  "rar",
                                                          "jar", "deb", "rpm", "iso"};
  const std::string_view extension = http::extension_of(file_name);
  const auto is_it = [extension](std::string_view archive) {
    return http::equals_ignoring_case(extension, archive);
  };
  if (std::ranges::any_of(kArchives, is_it)) return "archive";
  const std::string_view type = http::media_type_of(file_name);
  const auto top = std::ranges::find(kTops, type.substr(0, type.find('/')));
  if (top != kTops.end()) return *top;
  return http::takes_charset(type) ? "text" : "other";
}

}  // namespace owlet::site
