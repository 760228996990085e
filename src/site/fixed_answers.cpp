// Answers that are given without asking the disk.
#include "owlet/site/fixed_answers.h"

namespace owlet::site {

namespace {

using http::method;
using http::status;
using http::target_kind;

bool is_read(method name) { return name == method::get || name == method::head; }

}  // namespace

const ready_answer* fixed_answers::find(const http::request& request, target_kind kind,
                                        const http::target_path& target) const {
  if (kind == target_kind::malformed || kind == target_kind::asterisk) return nullptr;
  if (request.expectation == http::expectation::unknown) return nullptr;
  captures unused;
  for (const ready_answer& each : answers_) {
    if (each.methods != answered_methods::any && !is_read(request.method)) continue;
    if (each.is_for_all) return &each;
    if (kind != target_kind::path) continue;
    if (each.pattern.match({target.path, target.ends_with_slash}, unused)) return &each;
  }
  return nullptr;
}

bool is_like_file(const http::request& request, const ready_answer& found) {
  return found.status == status::ok && is_read(request.method);
}

response_plan plan_fixed(const ready_answer& found) {
  response_plan plan;
  plan.status = found.status;
  plan.content = found.status == status::ok           ? content::whole
                 : found.status == status::no_content ? content::none
                                                      : content::page_file;
  return plan;
}

}  // namespace owlet::site
