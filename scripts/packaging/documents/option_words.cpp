// What the documents make of a row of the option table.
#include "option_words.h"

#include <algorithm>
#include <utility>

namespace owlet::documents {

value_kind kind_of(const app::option_row& row) {
  constexpr std::pair<std::string_view, value_kind> kKinds[] = {{"", value_kind::none},
                                                                {"DIR", value_kind::directory},
                                                                {"FILE", value_kind::file},
                                                                {"USER", value_kind::user},
                                                                {"GROUP", value_kind::group}};
  for (const auto& [word, kind] : kKinds) {
    if (row.value == word) return kind;
  }
  return value_kind::text;
}

std::vector<std::string> fixed_values(const app::option_row& row) {
  if (!row.choices.empty()) return split(row.choices);
  std::vector<std::string> values = split(row.value);
  std::erase_if(values, [](const std::string& each) {
    return each.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != each.npos;
  });
  return values;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto size = std::min(text.find('|'), text.size());
    parts.emplace_back(text.substr(0, size));
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return parts;
}

std::string join(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& each : words) {
    if (!text.empty()) text += separator;
    text += each;
  }
  return text;
}

std::string brief(std::string_view help) {
  const auto end = std::min(help.find(": "), help.find("; "));
  return std::string(help.substr(0, std::min(end, help.size())));
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

}  // namespace owlet::documents
