// What may be written to the terminal, if standard error is one.
#include "owlet/app/terminal.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace owlet::app {

namespace {

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

server::debug_colours colours_for(base::message_style style) {
  const std::string_view terminal = variable("TERM");
  const bool has_colours = style == base::message_style::text && ::isatty(STDERR_FILENO) == 1 &&
                           !terminal.empty() && terminal != "dumb" && variable("NO_COLOR").empty();
  return has_colours ? server::debug_colours::on : server::debug_colours::off;
}

}  // namespace owlet::app
