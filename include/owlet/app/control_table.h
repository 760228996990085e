// Every command to a daemon that runs, once: what it is called, and what it is for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace owlet::app {

enum class control_action : std::uint8_t { stop, status, reload, upgrade };

// The command line, the help text and the manual know a command by its row.
struct control_row {
  control_action action;
  std::string_view name;  // "stop": owlet stop PIDFILE
  std::string_view help;  // whole words, to be wrapped
};

// All rows, in the order of the help text.
[[nodiscard]] std::span<const control_row> control_table();

// The command that asks no daemon: owlet explain URL-PATH.
inline constexpr std::string_view kExplainName = "explain";
inline constexpr std::string_view kExplainHelp =
    "say what would answer a request, without a socket, and why";

}  // namespace owlet::app
