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

// Whether a request may be content with less than the whole of a file: few are.
[[nodiscard]] inline bool has_conditions_or_range(const http::request& request) {
  using http::field;
  return request.has(field::if_none_match) || request.has(field::if_modified_since) ||
         request.has(field::range) || request.has(field::if_match) ||
         request.has(field::if_unmodified_since);
}

// The answer to a GET or HEAD with such fields, or for what is no file.
[[nodiscard]] response_plan plan_special_response(const http::request& request,
                                                  const representation& found,
                                                  std::int64_t now_seconds);

// The answer to a GET or HEAD. A directory in `found` is one that was asked for without its slash.
[[nodiscard]] inline response_plan plan_response(const http::request& request,
                                                 const representation& found,
                                                 std::int64_t now_seconds) {
  if (found.info.kind != file_kind::regular || has_conditions_or_range(request)) {
    return plan_special_response(request, found, now_seconds);
  }
  response_plan plan;
  plan.content = content::whole;
  return plan;
}

}  // namespace owlet::site
