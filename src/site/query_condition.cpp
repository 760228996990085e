// The query parameters that a rule asks for, compared without decoding them into memory.
#include "owlet/site/query_condition.h"

#include <algorithm>

#include "owlet/http/percent.h"

namespace owlet::site {
namespace {

using http::plus_sign;

struct parameter {
  std::string_view name;
  std::string_view value;
};

// Takes the next parameter that is not empty off the front.
std::optional<parameter> take_parameter(std::string_view& rest) {
  while (!rest.empty()) {
    const std::string_view text = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(text.size() + 1, rest.size()));
    if (text.empty()) continue;
    const auto equals =
        static_cast<std::size_t>(std::find(text.begin(), text.end(), '=') - text.begin());
    return parameter{text.substr(0, equals), text.substr(std::min(equals + 1, text.size()))};
  }
  return std::nullopt;
}

bool match_parameter(const query_condition& condition, const parameter& given, captures& found) {
  if (!condition.is_captured) {
    return http::decodes_to(given.value, condition.value, plus_sign::space);
  }
  found[condition.place] = {given.value, true, false};
  return !given.value.empty();
}

}  // namespace

std::optional<text_problem> compile_condition(std::string_view text, capture_names& names,
                                              query_condition& out) {
  const auto problem = [&](std::string_view remedy) {
    return text_problem{0, std::string(text), std::string(remedy)};
  };
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == text.npos) {
    return problem("a parameter of a query is written name=value or name=:placeholder");
  }
  out = query_condition();
  out.name = http::percent_decoded(text.substr(0, equals), plus_sign::space);
  const std::string_view value = text.substr(equals + 1);
  out.is_captured = value.size() > 1 && placeholder_size(value) == value.size();
  if (!out.is_captured) {
    out.value = http::percent_decoded(value, plus_sign::space);
    return std::nullopt;
  }
  const std::string_view name = value.substr(1);
  if (find_capture(names, name)) return problem("this name was used already: take another");
  if (names.size() == kMaxCaptures) return problem("a rule may have 16 placeholders: use fewer");
  out.place = static_cast<std::uint8_t>(names.size());
  names.emplace_back(name);
  return std::nullopt;
}

bool match_query(const std::vector<query_condition>& conditions, std::string_view query,
                 captures& found) {
  if (query.starts_with('?')) query.remove_prefix(1);
  static_assert(kMaxQueryConditions <= 32, "a bit for each");
  std::uint32_t seen = 0;
  std::size_t count = 0;
  while (const auto given = take_parameter(query)) {
    const auto named = std::find_if(conditions.begin(), conditions.end(), [&](const auto& each) {
      return http::decodes_to(given->name, each.name, plus_sign::space);
    });
    if (named == conditions.end()) return false;
    const std::uint32_t bit = std::uint32_t{1} << (named - conditions.begin());
    if ((seen & bit) != 0 || !match_parameter(*named, *given, found)) return false;
    seen |= bit;
    ++count;
  }
  return count == conditions.size();
}

}  // namespace owlet::site
