// What the texts of options mean.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "owlet/app/effective_options.h"
#include "owlet/app/option_text.h"
#include "owlet/app/settings.h"

namespace owlet::app {

// Sets every field of `wanted` from the texts in effect. The first text that means nothing, and
// options that contradict one another, are errors. Nothing outside of the process is looked at: for
// --types there is read_media_types.
[[nodiscard]] std::optional<usage_error> read_settings(const effective_options& given,
                                                       settings& wanted);

// What is no error, but hardly meant: whole lines.
[[nodiscard]] std::vector<std::string> doubts_about(const settings& wanted);

}  // namespace owlet::app
