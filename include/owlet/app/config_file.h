// Options in a file: one "name = value" a line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "owlet/app/option_text.h"

namespace owlet::app {

constexpr std::size_t kMaxConfigBytes = 1024 * 1024;

using config_result = std::variant<std::vector<option_text>, usage_error>;

// Reads what a file says; `file` is its name, for where things were said. A name is the long one of
// an option, or its alias. White space around name and value means nothing; "#" begins a comment at
// the start of a line and behind white space. A value in double quotes is taken as it stands but
// for
// \" \\ \n \r \t and \xHH; no value needs them that has no comment, no control character and no
// white space at an end. Only an option that may be repeated may come twice.
[[nodiscard]] config_result parse_config(std::string_view content, const std::string& file);

// The same of the file that an option names; a pipe will do. It may have kMaxConfigBytes.
[[nodiscard]] config_result read_config_file(const option_text& named);

// The value as parse_config reads it back, in quotes if it needs them.
[[nodiscard]] std::string quote_value(std::string_view value);

}  // namespace owlet::app
