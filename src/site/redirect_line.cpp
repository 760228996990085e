// One line of a `_redirects` file: its words, and what each of them is.
#include "owlet/site/redirect_line.h"

#include <algorithm>
#include <string>

#include "owlet/http/syntax.h"
#include "owlet/site/rule_lines.h"

namespace owlet::site {
namespace {

struct known_status {
  std::string_view digits;
  http::status code;
  redirect_action action;
};

constexpr known_status kStatuses[] = {
    {"200", http::status::ok, redirect_action::rewrite},
    {"301", http::status::moved_permanently, redirect_action::redirect},
    {"302", http::status::found, redirect_action::redirect},
    {"303", http::status::see_other, redirect_action::redirect},
    {"307", http::status::temporary_redirect, redirect_action::redirect},
    {"308", http::status::permanent_redirect, redirect_action::redirect},
    {"404", http::status::not_found, redirect_action::page},
    {"410", http::status::gone, redirect_action::page},
};

// Conditions that a host knows from the visitor, and owlet does not.
constexpr std::string_view kConditions[] = {"Country", "Language", "Role",
                                            "Cookie",  "Sign",     "signed"};

bool is_target(std::string_view word) {
  return word.starts_with('/') || scheme_of(word) != url_scheme::unknown;
}

bool begins_with_digit(std::string_view word) {
  return !word.empty() && word[0] >= '0' && word[0] <= '9';
}

text_problem problem(const rule_word& word, std::string_view remedy) {
  return {word.offset, std::string(word.text), std::string(remedy)};
}

text_problem at(const rule_word& word, text_problem found) {
  found.offset += word.offset;
  return found;
}

// The word that is the target; the number of words when there is none.
std::size_t find_target(const std::vector<rule_word>& words) {
  std::size_t place = 1;
  while (place < words.size() && !is_target(words[place].text)) ++place;
  return place;
}

text_problem missing_target(const std::vector<rule_word>& words) {
  if (words.size() == 1) return problem(words[0], "there is no target: write it behind the path");
  if (begins_with_digit(words[1].text)) {
    return problem(words[1], "there is no target: write it in front of the status");
  }
  return problem(words[1], "there is no target: it begins with a slash, or https:// and a host");
}

std::optional<text_problem> take_status(const rule_word& word, redirect_rule& out) {
  std::string_view digits = word.text;
  out.is_forced = digits.ends_with('!');
  if (out.is_forced) digits.remove_suffix(1);
  const auto* const known = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                         [&](const auto& each) { return each.digits == digits; });
  if (known == std::end(kStatuses)) {
    return problem(word,
                   "a status is 200, 301, 302, 303, 307, 308, 404 or 410, and ! may follow: write "
                   "one of them");
  }
  out.status = known->code;
  out.action = known->action;
  return std::nullopt;
}

text_problem surplus(const rule_word& word) {
  const std::size_t equals = word.text.find('=');
  if (equals == word.text.npos) return problem(word, "a word too many: take it out");
  const std::string_view name = word.text.substr(0, equals);
  const bool is_known =
      std::any_of(std::begin(kConditions), std::end(kConditions),
                  [&](std::string_view each) { return http::equals_ignoring_case(each, name); });
  return problem(word, is_known
                           ? "owlet does not know this of a visitor: take the rule out, or the "
                             "condition if the rule is for all"
                           : "parameters of the query stand in front of the target: move it "
                             "there");
}

std::optional<text_problem> take_conditions(const std::vector<rule_word>& words, std::size_t target,
                                            capture_names& names, redirect_rule& out) {
  for (std::size_t i = 1; i < target; ++i) {
    if (i > kMaxQueryConditions) {
      return problem(words[i], "a rule may ask for 16 parameters: use fewer");
    }
    query_condition condition;
    if (auto wrong = compile_condition(words[i].text, names, condition))
      return at(words[i], *wrong);
    const auto same = [&](const query_condition& each) { return each.name == condition.name; };
    if (std::any_of(out.conditions.begin(), out.conditions.end(), same)) {
      return problem(words[i], "this parameter is asked for already: leave one");
    }
    out.conditions.push_back(std::move(condition));
  }
  return std::nullopt;
}

}  // namespace

std::optional<text_problem> compile_redirect(std::string_view line, redirect_rule& out) {
  const std::vector<rule_word> words = split_words(line);
  const std::size_t target = find_target(words);
  out = redirect_rule();
  capture_names names;
  if (auto wrong = rule_source::compile(words[0].text, names, out.source)) {
    return at(words[0], *wrong);
  }
  if (target == words.size()) return missing_target(words);
  if (auto wrong = take_conditions(words, target, names, out)) return wrong;
  if (target + 1 < words.size()) {
    const rule_word& status = words[target + 1];
    if (!begins_with_digit(status.text)) return surplus(status);
    if (auto wrong = take_status(status, out)) return wrong;
  }
  if (target + 2 < words.size()) return surplus(words[target + 2]);
  const target_terms terms{names, out.source.host_captures(), out.action};
  auto wrong = redirect_target::compile(words[target].text, terms, out.target);
  if (wrong) return at(words[target], *wrong);
  return std::nullopt;
}

}  // namespace owlet::site
