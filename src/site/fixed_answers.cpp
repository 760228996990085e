// Answers that are given without asking the disk.
#include "owlet/site/fixed_answers.h"

#include <string_view>

#include "owlet/base/limits.h"
#include "owlet/base/utf8.h"
#include "owlet/http/media_type.h"
#include "owlet/site/plan_response.h"

namespace owlet::site {

namespace {

using http::method;
using http::status;
using http::target_kind;

static_assert(base::kMaxFixedAnswerBytes <= base::kSmallBodyBytes, "all of them are in memory");

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const base::utf8_step step = base::read_utf8(text);
    if (!step.is_well_formed) return false;
    text.remove_prefix(step.size);
  }
  return true;
}

// Of a file, only whoever wrote it knows the character set; this text can be looked at.
std::string content_type_of(const fixed_answer& given, const std::string& charset) {
  if (!http::takes_charset(given.type)) return given.type;
  if (!charset.empty()) return given.type + "; charset=" + charset;
  return is_utf8(given.text) ? given.type + "; charset=utf-8" : given.type;
}

bool is_read(method name) { return name == method::get || name == method::head; }

}  // namespace

fixed_answers::fixed_answers(const std::vector<fixed_answer>& given, const presentation& settings) {
  const std::string cache_control = settings.cache_control.value_or("no-cache");
  for (const fixed_answer& each : given) {
    ready_answer& made = answers_.emplace_back();
    made.path = each.path;
    made.is_for_all = each.path == "*" || each.path == "/*";
    made.status = each.status;
    made.methods = each.methods;
    made.content =
        representation_of_text(each.text, content_type_of(each, settings.charset), cache_control);
    // That it compiles was seen when it was parsed.
    capture_names names;
    static_cast<void>(path_pattern::compile(each.path, pattern_kind::path, names, made.pattern));
  }
}

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

response_plan plan_fixed(const http::request& request, const ready_answer& found,
                         std::int64_t now_seconds) {
  if (found.status == status::ok && is_read(request.method)) {
    return plan_response(request, found.content, now_seconds);
  }
  response_plan plan;
  plan.status = found.status;
  plan.content = found.status == status::ok           ? content::whole
                 : found.status == status::no_content ? content::none
                                                      : content::page_file;
  return plan;
}

}  // namespace owlet::site
