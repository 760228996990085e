// The files of --types.
#pragma once

#include <optional>
#include <span>

#include "owlet/app/option_text.h"
#include "owlet/http/media_types.h"

namespace owlet::app {

// Reads the files that the texts name, a later one being stronger, of kMaxMediaTypesBytes at most
// each. The first that cannot be read, or has mistakes in it, is an error: of the mistakes, each
// with its line.
[[nodiscard]] std::optional<usage_error> read_media_types(std::span<const option_text> named,
                                                          http::media_types& types);

}  // namespace owlet::app
