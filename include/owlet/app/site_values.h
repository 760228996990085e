// What the texts of the options of a site mean.
#pragma once

#include <optional>

#include "owlet/app/effective_options.h"
#include "owlet/app/option_text.h"
#include "owlet/site/options.h"

namespace owlet::app {

// Sets the fields of `wanted` that an option is for, but for the media types: those are in files.
// The first text that means nothing is an error. No file is looked at; the current directory is
// asked for to make --follow absolute.
[[nodiscard]] std::optional<usage_error> read_site_values(const effective_options& given,
                                                          site::options& wanted);

}  // namespace owlet::app
