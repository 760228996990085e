// A run of `owlet compress` from its settings to its exit status.
#pragma once

#include "owlet/compress/settings.h"

namespace owlet::compress {

enum exit_status : int { kSuccess = 0, kFailure = 1, kUsage = 2 };

// Compresses, shows how far it is, and says what has come of it: on standard output, and on
// standard error what has not. A signal that ends the process does so once no temporary file is
// left; the exit status is then 128 and its number. Throws std::system_error where it cannot begin.
[[nodiscard]] int run(const settings& wanted);

}  // namespace owlet::compress
