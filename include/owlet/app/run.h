// From the command line to the end of the process.
#pragma once

#include <string>
#include <system_error>

namespace owlet::app {

// What the process says to whoever started it.
enum exit_status : int { kSuccess = 0, kFailure = 1, kUsage = 2, kCutOff = 3 };

// Does what the command line asks for and returns an exit status. Throws std::system_error when the
// server cannot start.
[[nodiscard]] int run(int argc, const char* const* argv);

// The error of a start that failed as one line: what was tried, why it failed, and what helps.
[[nodiscard]] std::string explain(const std::system_error& error);

}  // namespace owlet::app
