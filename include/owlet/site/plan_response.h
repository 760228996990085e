// The rules of the site: a request and what was found -> what to send. No disk, no socket, no
// clock.
#pragma once

#include <cstdint>
#include <optional>

#include "owlet/http/request.h"
#include "owlet/http/target_path.h"
#include "owlet/site/representation.h"
#include "owlet/site/response_plan.h"

namespace owlet::site {

// The methods that the site allows, as the value of Allow (RFC 9110 section 10.2.1).
inline constexpr const char* kAllowedMethods = "GET, HEAD, OPTIONS";

// The answer that a request gets whatever the disk says; nothing when the disk has to be asked.
[[nodiscard]] std::optional<response_plan> plan_without_file(const http::request& request,
                                                             http::target_kind target);

// What a page has to say of a path that names no file to be served.
[[nodiscard]] http::status status_of(file_kind kind);

// The answer to a GET or HEAD. A directory in `found` is one that was asked for without its slash.
[[nodiscard]] response_plan plan_response(const http::request& request, const representation& found,
                                          std::int64_t now_seconds);

// The same for what ranges are not taken of, and that is no file.
[[nodiscard]] response_plan plan_listing(const http::request& request,
                                         const representation& listing, std::int64_t now_seconds);

}  // namespace owlet::site
