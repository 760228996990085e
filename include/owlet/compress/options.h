// The command line of `owlet compress`.
#pragma once

#include <string>
#include <variant>

#include "owlet/compress/settings.h"

namespace owlet::compress {

struct text_request {
  std::string text;  // for standard output
};
struct usage_error {
  std::string message;  // one line: the thing, the value, the remedy
};
using command = std::variant<settings, text_request, usage_error>;

// Reads argv as main gets it. Codings that this build has no library for are refused by name, and
// are not among those that are made by default. For one thread: getopt_long(3) has but one state.
[[nodiscard]] command parse_options(int argc, const char* const* argv);

// Every option of the table, and what the command does; no line is longer than 80 columns.
[[nodiscard]] std::string help_text();

}  // namespace owlet::compress
