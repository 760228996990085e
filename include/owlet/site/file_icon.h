// Which icon stands before a file's name.
#pragma once

#include <string_view>

namespace owlet::site {

// A class of listing.html by the name's extension: "image", "audio", "video", "text", "archive", or
// "other". A view of static storage.
[[nodiscard]] std::string_view file_icon_of(std::string_view file_name);

}  // namespace owlet::site
