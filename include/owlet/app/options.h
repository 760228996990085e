// The command line.
#pragma once

#include <string>
#include <variant>

#include "owlet/app/settings.h"

namespace owlet::app {

// What the command line asks for.
struct serve_request {
  app::settings settings;
};
struct text_request {
  std::string text;  // help or version, for standard output
};
struct usage_error {
  std::string message;  // one line: the thing, the value, the remedy
};
using command = std::variant<serve_request, text_request, usage_error>;

// Reads argv as main gets it. Never throws for what a person typed.
[[nodiscard]] command parse_options(int argc, const char* const* argv);

}  // namespace owlet::app
