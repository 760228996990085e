// Which media type a file is served as, told by the extension of its name alone.
#pragma once

#include <string_view>

namespace owlet::http {

// The Content-Type (RFC 9110 section 8.3) for a file name or a path that ends in one; a view of
// static storage, without a charset parameter. The extension is what follows the last dot of the
// last component, in any case. A name without one, a dotfile such as ".html", and an extension
// that is not in the table give "application/octet-stream".
[[nodiscard]] std::string_view media_type_of(std::string_view file_name);

}  // namespace owlet::http
