// The manual page.
#pragma once

#include <string>

namespace owlet::documents {

// A page of mdoc(7): the template with its lines replaced that begin with @, as it says itself at
// its top. Throws std::runtime_error where an option or a command of the tables is not in its place
// there.
[[nodiscard]] std::string man_page(const std::string& page_template);

}  // namespace owlet::documents
