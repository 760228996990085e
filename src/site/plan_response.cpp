// The rules of the site: a request and what was found -> what to send. No disk, no socket, no
// clock.
#include "owlet/site/plan_response.h"

namespace owlet::site {

namespace {

using http::field;
using http::method;
using http::status;
using http::target_kind;

http::conditional_fields conditions_of(const http::request& request) {
  return {.if_match = request[field::if_match],
          .if_none_match = request[field::if_none_match],
          .if_modified_since = request[field::if_modified_since],
          .if_unmodified_since = request[field::if_unmodified_since],
          .if_range = request[field::if_range]};
}

// RFC 9110 section 14.2: Range means something for GET only.
void apply_range(const http::request& request, const representation& found,
                 std::int64_t now_seconds, response_plan& plan) {
  if (request.method != method::get || !request.has(field::range) || !found.has_ranges) return;
  if (!http::range_applies(request[field::if_range], found.validators, now_seconds)) return;
  plan.ranges = http::select_ranges(request[field::range], found.length);
  switch (plan.ranges.outcome) {
    case http::range_request::kind::whole: break;
    case http::range_request::kind::satisfiable:
      // What Content-Encoding would mean for parts is nowhere said, and nobody asks for it.
      if (plan.ranges.count > 1 && found.coding != http::content_coding::identity) break;
      plan.status = status::partial_content;
      plan.content = content::ranges;
      break;
    case http::range_request::kind::unsatisfiable:
      plan.status = status::range_not_satisfiable;
      plan.content = content::page;
      break;
  }
}

response_plan plan_file(const http::request& request, const representation& found,
                        std::int64_t now_seconds) {
  response_plan plan;
  plan.content = content::whole;
  switch (http::evaluate_preconditions(conditions_of(request), found.validators,
                                       http::method_kind::get_or_head, now_seconds)) {
    case http::precondition::proceed: apply_range(request, found, now_seconds, plan); break;
    case http::precondition::not_modified:
      plan.status = status::not_modified;
      plan.content = content::none;
      break;
    case http::precondition::failed:
      plan.status = status::precondition_failed;
      plan.content = content::page;
      break;
  }
  return plan;
}

}  // namespace

std::optional<response_plan> plan_without_file(const http::request& request, target_kind target) {
  if (request.expectation == http::expectation::unknown)
    return plan_page(status::expectation_failed);
  if (request.method == method::other) return plan_page(status::method_not_allowed);
  if (target == target_kind::malformed) return plan_page(status::bad_request);
  if (request.method == method::options) {
    response_plan plan = plan_page(status::no_content);
    plan.content = content::none;
    return plan;
  }
  if (target == target_kind::asterisk) return plan_page(status::bad_request);
  if (target == target_kind::unnameable) return plan_page(status::not_found);
  return std::nullopt;
}

status status_of(file_kind kind) {
  switch (kind) {
    case file_kind::regular: return status::ok;
    case file_kind::directory: return status::moved_permanently;
    case file_kind::outside:
    case file_kind::absent: return status::not_found;
    case file_kind::forbidden: return status::forbidden;
    case file_kind::exhausted: return status::service_unavailable;
    case file_kind::failed: break;
  }
  return status::internal_server_error;
}

response_plan plan_special_response(const http::request& request, const representation& found,
                                    std::int64_t now_seconds) {
  if (found.info.kind == file_kind::regular) return plan_file(request, found, now_seconds);
  return plan_page(status_of(found.info.kind));
}

}  // namespace owlet::site
