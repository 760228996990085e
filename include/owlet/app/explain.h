// owlet explain URL-PATH: what would answer a request, and why.
#pragma once

#include <string>

#include "owlet/app/settings.h"

namespace owlet::app {

// Prints on standard output what a server with these settings, started now, would answer to the
// request, the bytes of one as a client sends it, and why. No socket is opened. Where there is
// --user and this is user 0, that is who looks at the files, as it would be. Returns kSuccess when
// the status is below 400, else kFailure, as curl --fail does. Throws as `serve` does where that
// could not start: std::system_error and std::runtime_error.
[[nodiscard]] int explain_answer(const settings& wanted, const std::string& request);

}  // namespace owlet::app
