// The text of --help.
#pragma once

#include <string>

namespace owlet::app {

// Every option of the table in its group, how else options are given, and examples; no line is
// longer than 80 columns.
[[nodiscard]] std::string help_text();

}  // namespace owlet::app
