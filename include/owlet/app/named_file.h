// Files that options name: small ones, read as a whole.
#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "owlet/app/option_text.h"

namespace owlet::app {

// All that the file holds whose name the option says; a pipe will do. One that cannot be read, and
// one of more than `most` bytes, is an error.
[[nodiscard]] std::variant<std::string, usage_error> read_named_file(const option_text& named,
                                                                     std::size_t most);

}  // namespace owlet::app
