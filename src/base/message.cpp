// What the process says to whoever started it, on standard error.
#include "owlet/base/message.h"

#include <unistd.h>

#include <string>

namespace owlet::base {

void set_message_style(message_style /*style*/, message_level /*least*/) {}

void say(message_level /*level*/, std::string_view text) {
  const std::string line = "owlet: " + std::string(text) + '\n';
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace owlet::base
