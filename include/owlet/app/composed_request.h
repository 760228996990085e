// The request that `owlet explain` is asked about, as a client would send it.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "owlet/app/option_text.h"

namespace owlet::app {

// "GET /about HTTP/1.1", Host and the fields that --request-header gives, which may be wrong: that
// is for the parser to say. `url` is a path with its query, from "/" on, "*", or an http:// or
// https:// URL, whose host becomes the Host, unless a field says that; else it is localhost. A
// fragment is dropped, as clients do. Of `options`, --method and --request-header count. What no
// client could send is an error: white space and control characters.
[[nodiscard]] std::variant<std::string, usage_error> compose_request(
    const std::string& url, const std::vector<option_text>& options);

}  // namespace owlet::app
