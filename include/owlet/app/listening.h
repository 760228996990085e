// Where to listen, as --listen, --host, --port and --admin say it together.
#pragma once

#include <optional>

#include "owlet/app/effective_options.h"
#include "owlet/app/option_text.h"
#include "owlet/app/settings.h"

namespace owlet::app {

// Sets the places of `wanted`: those of --listen, where --host is that of a port alone; without
// it --port at each --host. Options that say nothing together, and a place that is given twice, are
// errors.
[[nodiscard]] std::optional<usage_error> read_places(const effective_options& given,
                                                     settings& wanted);

// Whether --host means anything: there is no --listen, or one of them is a port alone.
[[nodiscard]] bool is_host_used(const effective_options& given);

}  // namespace owlet::app
