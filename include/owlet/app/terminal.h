// What may be written to the terminal, if standard error is one.
#pragma once

#include "owlet/base/message.h"
#include "owlet/server/config.h"

namespace owlet::app {

// Colours are for a terminal that has them (TERM) and a person who did not say NO_COLOR
// (no-color.org: any value but an empty one), and never for JSON.
[[nodiscard]] server::debug_colours colours_for(base::message_style style);

}  // namespace owlet::app
