// Options in the environment: OWLET_NAME.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "owlet/app/option_text.h"

namespace owlet::app {

// What the variables say, and what should be told of those that say nothing: whole lines.
struct environment_texts {
  std::vector<option_text> texts;
  std::vector<std::string> warnings;
};

// Reads an environment as environ(7) has it. The values of an option that may be repeated are
// separated as the table says. An empty variable is none, so that a script can pass on what it was
// not given. So are the variables that Kubernetes makes for a service called owlet: OWLET_PORT
// with a URL in it, OWLET_PORT_*, OWLET_SERVICE_*.
[[nodiscard]] std::variant<environment_texts, usage_error> read_environment(
    const char* const* environment);

}  // namespace owlet::app
