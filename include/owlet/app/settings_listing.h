// What --check prints.
#pragma once

#include <string>

#include "owlet/app/effective_options.h"

namespace owlet::app {

// One line "name = value  # where it came from" for each value in effect, in the order of the
// table: a file of options that means the same. What would mean something else if it were said is a
// comment: an option without a value, and the default place to listen at, as it may give way to
// sockets that the process is started with.
[[nodiscard]] std::string list_settings(const effective_options& given);

}  // namespace owlet::app
