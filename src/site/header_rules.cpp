// A `_headers` file: parsed and applied.
#include "owlet/site/header_rules.h"

#include <algorithm>
#include <utility>

#include "owlet/base/limits.h"
#include "owlet/http/syntax.h"
#include "owlet/site/rule_lines.h"
#include "owlet/site/settable_field.h"

namespace owlet::site {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A path, or what was meant as a URL: letters and "://".
bool is_pattern(std::string_view line) {
  const auto* const end = std::find_if_not(line.begin(), line.end(), is_letter);
  const std::string_view rest = line.substr(static_cast<std::size_t>(end - line.begin()));
  return line.starts_with('/') || (rest.size() < line.size() && rest.starts_with("://"));
}

text_problem problem(std::size_t at, std::string_view what, std::string_view remedy) {
  return {at, std::string(what), std::string(remedy)};
}

std::optional<text_problem> check_name(std::string_view name, std::size_t at) {
  if (name.empty()) return problem(at, name, "there is no name: write Name: value");
  if (std::all_of(name.begin(), name.end(), http::is_token_char)) return std::nullopt;
  return problem(at, name, "a name has letters, digits and hyphens: write Name: value");
}

}  // namespace

header_request header_request_of(const http::request& request, const http::target_path& target,
                                 std::string_view file) {
  const bool has_authority = !target.authority.empty();
  return {.path = {target.path, target.ends_with_slash},
          .file = file,
          .host = has_authority ? target.authority : request[http::field::host]};
}

// Reads line after line into rules.
class header_rules::parser {
public:
  parser(std::string_view text, rule_problems& problems)
      : lines_(text, problems), problems_(problems) {}

  header_rules parse() {
    while (const auto line = lines_.next()) {
      if (auto wrong = take(*line)) problems_.add(line->number, line->column, *wrong);
      if (is_full_) break;
    }
    end_rule();
    if (problems_.is_empty()) return std::move(parsed_);
    return {};
  }

private:
  std::optional<text_problem> take(const rule_line& line) {
    if (is_pattern(line.text)) return take_pattern(line);
    if (place_ == place::nowhere) {
      return problem(0, line.text, "there is no path in front of it: begin with one, as /*");
    }
    if (++field_count_ > kMaxHeaderFields) return too_many(line);
    if (line.text.starts_with('!')) return take_removal(line.text);
    return take_field(line.text);
  }

  std::optional<text_problem> take_pattern(const rule_line& line) {
    end_rule();
    if (parsed_.rules_.size() == kMaxHeaderRules) return too_many(line);
    rule begun;
    begun.line = line.number;
    begun.column = line.column;
    begun.text = line.text;
    place_ = place::in_bad_rule;
    const std::size_t blank = line.text.find_first_of(" \t");
    if (blank != line.text.npos) {
      return problem(blank, line.text.substr(blank),
                     "a pattern stands alone: write %20 for a space");
    }
    if (auto wrong = rule_source::compile(line.text, begun.names, begun.source)) return wrong;
    place_ = place::in_rule;
    parsed_.has_hosts_ = parsed_.has_hosts_ || begun.source.has_host();
    parsed_.rules_.push_back(std::move(begun));
    problems_before_ = problems_.count();
    return std::nullopt;
  }

  // Of a rule whose lines are wrong, that has been said.
  void end_rule() {
    if (place_ != place::in_rule || problems_.count() != problems_before_) return;
    if (!parsed_.rules_.back().operations.empty()) return;
    const rule& last = parsed_.rules_.back();
    problems_.add(last.line, last.column,
                  problem(0, last.text, "no field follows: write Name: value below"));
  }

  std::optional<text_problem> too_many(const rule_line& line) {
    is_full_ = true;
    return problem(0, line.text, "a file may have 1000 rules and 10000 fields: use fewer");
  }

  std::optional<text_problem> take_removal(std::string_view text) {
    const std::string_view name = http::trim(text.substr(1));
    const std::size_t at = name.empty() ? 1 : static_cast<std::size_t>(name.data() - text.data());
    if (name.find(':') != name.npos) {
      return problem(at, name, "to take a field away, write ! and its name alone");
    }
    if (auto wrong = check_name(name, at)) return wrong;
    if (const auto refusal = refusal_to_remove(name)) return problem(at, name, *refusal);
    add({std::string(name), {}, true});
    return std::nullopt;
  }

  std::optional<text_problem> take_field(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == text.npos) {
      return problem(0, text, "this is neither a path nor a field: write Name: value");
    }
    const std::string_view name = http::trim(text.substr(0, colon));
    const std::string_view value = http::trim(text.substr(colon + 1));
    if (auto wrong = check_name(name, 0)) return wrong;
    if (const auto refusal = refusal_to_set(name)) return problem(0, name, *refusal);
    if (value.empty()) {
      return problem(colon, name,
                     "there is no value: write one, or ! and the name to take it away");
    }
    if (place_ != place::in_rule) return std::nullopt;
    operation made{std::string(name), {}, false};
    made.value.add(value, template_part::plain, parsed_.rules_.back().names);
    add(std::move(made));
    return std::nullopt;
  }

  void add(operation made) {
    if (place_ == place::in_rule) parsed_.rules_.back().operations.push_back(std::move(made));
  }

  enum class place : std::uint8_t { nowhere, in_rule, in_bad_rule };

  rule_line_reader lines_;
  rule_problems& problems_;
  header_rules parsed_;
  place place_ = place::nowhere;
  std::size_t problems_before_ = 0;  // the rule at hand
  bool is_full_ = false;
  std::size_t field_count_ = 0;
};

header_rules header_rules::parse(std::string_view text, rule_problems& problems) {
  return parser(text, problems).parse();
}

bool header_rules::match(const rule& each, const header_request& request, const plain_host& host,
                         captures& found) {
  if (!each.source.match_host(host, found)) return false;
  if (each.source.path().match(request.path, found)) return true;
  return !request.file.empty() && each.source.path().match({request.file, false}, found);
}

std::vector<std::size_t> header_rules::lines_for(const header_request& request) const {
  const plain_host host = has_hosts_ ? plain_host(request.host) : plain_host();
  captures found;
  std::vector<std::size_t> lines;
  for (const rule& each : rules_) {
    if (match(each, request, host, found)) lines.push_back(each.line);
  }
  return lines;
}

void header_rules::apply(const header_request& request, header_changes& out) const {
  if (rules_.empty()) return;
  const plain_host host = has_hosts_ ? plain_host(request.host) : plain_host();
  captures found;
  std::size_t left = base::kMaxCapturedValueBytes;
  std::string value;
  for (const rule& each : rules_) {
    if (!match(each, request, host, found)) continue;
    for (const operation& change : each.operations) {
      if (change.is_removal) {
        out.remove(change.name);
        continue;
      }
      value.clear();
      const bool is_bounded = change.value.is_constant();
      if (!change.value.expand(found, is_bounded ? kMaxRuleLineBytes : left, value)) continue;
      if (!is_bounded) left -= value.size();
      out.set(change.name, value);
    }
  }
}

}  // namespace owlet::site
