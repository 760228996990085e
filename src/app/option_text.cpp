// What someone said of an option, as text, and where.
#include "owlet/app/option_text.h"

namespace owlet::app {

std::string name_of(const option_text& text) {
  const std::string name(row_of(text.id).name);
  switch (text.source) {
    case option_source::file: return text.place + ": " + name;
    case option_source::environment: return text.place;
    case option_source::initial:
    case option_source::command_line: break;
  }
  return "--" + name;
}

usage_error wrong_value(const option_text& text, std::string_view remedy) {
  std::string message = name_of(text) + ' ' + (text.value.empty() ? "''" : text.value) + ": ";
  return {message.append(remedy)};
}

std::string origin_of(const option_text& text) {
  switch (text.source) {
    case option_source::file:
    case option_source::environment: return text.place;
    case option_source::command_line: return "command line";
    case option_source::initial: break;
  }
  return "default";
}

}  // namespace owlet::app
