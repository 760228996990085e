// What someone said of an option, as text, and where.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/app/option_table.h"

namespace owlet::app {

// Weakest first.
enum class option_source : std::uint8_t { initial, file, environment, command_line };

// One value of one option. A value.
struct option_text {
  option_id id;
  std::string value;  // of a toggle: "true", "no", ...
  option_source source = option_source::initial;
  std::string place = {};  // "FILE:12" of a file, the variable of the environment
};

// Why what was said cannot be done. Each line has the thing, the value and the remedy.
struct usage_error {
  std::string message;                    // one line
  std::vector<std::string> further = {};  // lines; of a file whose mistakes are told all at once
};

// The option as whoever gave it wrote it: "--port", "OWLET_PORT", "FILE:12: port".
[[nodiscard]] std::string name_of(const option_text& text);

// "--port 80x: REMEDY"
[[nodiscard]] usage_error wrong_value(const option_text& text, std::string_view remedy);

// Where it came from: "command line", "OWLET_PORT", "FILE:12", "default".
[[nodiscard]] std::string origin_of(const option_text& text);

}  // namespace owlet::app
