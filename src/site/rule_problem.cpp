// What is wrong with a file of rules: text for people.
#include "owlet/site/rule_problem.h"

#include "owlet/base/escape.h"

namespace owlet::site {

void rule_problems::add(std::size_t line, std::size_t column, const text_problem& problem) {
  constexpr std::size_t kMaxShown = 80;
  ++count_;
  if (kept_.size() == kMaxKept) return;
  const bool is_utf8 = base::is_printable_utf8(problem.what);
  std::string reason;
  base::append_escaped(reason, problem.what, base::escape::hex,
                       is_utf8 ? base::keep::ascii_utf8 : base::keep::ascii, kMaxShown);
  if (!reason.empty()) reason += ": ";
  reason += problem.remedy;
  kept_.push_back({line, column + problem.offset, std::move(reason)});
}

std::string format_problem(std::string_view file, const rule_problem& problem) {
  std::string text(file);
  text.append(":").append(std::to_string(problem.line));
  text.append(":").append(std::to_string(problem.column));
  return text.append(": ").append(problem.reason);
}

}  // namespace owlet::site
