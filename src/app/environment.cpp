// Options in the environment: OWLET_NAME.
#include "owlet/app/environment.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace owlet::app {

namespace {

constexpr std::string_view kPrefix = "OWLET_";

struct variable {
  std::string_view name;
  std::string_view value;
};

// The variables that may be ours and are not empty. Of two of one name getenv(3) takes the first.
std::vector<variable> our_variables(const char* const* environment) {
  std::vector<variable> ours;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    const auto equals = entry.find('=');
    if (!entry.starts_with(kPrefix) || equals == entry.npos) continue;
    const variable each{entry.substr(0, equals), entry.substr(equals + 1)};
    const bool is_repeated = std::any_of(
        ours.begin(), ours.end(), [&](const variable& one) { return one.name == each.name; });
    if (!is_repeated) ours.push_back(each);
  }
  std::erase_if(ours, [](const variable& each) { return each.value.empty(); });
  return ours;
}

bool is_of_kubernetes(const variable& each) {
  if (each.name == "OWLET_PORT") return each.value.find("://") != each.value.npos;
  return each.name.starts_with("OWLET_PORT_") || each.name.starts_with("OWLET_SERVICE_");
}

const option_row* find_by_variable(std::string_view name) {
  for (const option_row& row : option_table()) {
    if (variable_of(row.name) == name) return &row;
    if (!row.alias.empty() && variable_of(row.alias) == name) return &row;
  }
  return nullptr;
}

std::string unknown(std::string_view name) {
  std::string words(name.substr(kPrefix.size()));
  for (char& letter : words) {
    const bool is_upper = letter >= 'A' && letter <= 'Z';
    letter = letter == '_' ? '-' : is_upper ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  const std::string_view near = nearest_option(words);
  std::string line(name);
  line += ": no option has this name";
  return near.empty() ? line : line + "; is it " + variable_of(near) + "?";
}

std::string_view separators_of(option_separator kind) {
  switch (kind) {
    case option_separator::white_space: return " \t\r\n\v\f";
    case option_separator::line_end: return "\r\n";
  }
  return {};
}

void split(const variable& from, const option_row& row, std::vector<option_text>& texts) {
  const std::string_view separators = separators_of(row.separator);
  std::string_view rest = from.value;
  for (;;) {
    const auto first = rest.find_first_not_of(separators);
    if (first == rest.npos) return;
    rest.remove_prefix(first);
    const auto end = std::min(rest.find_first_of(separators), rest.size());
    texts.push_back({row.id, std::string(rest.substr(0, end)), option_source::environment,
                     std::string(from.name)});
    rest.remove_prefix(end);
  }
}

// An option and its alias say the same thing: which of the two should hold?
std::optional<usage_error> find_two_names(const std::vector<option_text>& texts) {
  for (const option_text& each : texts) {
    for (const option_text& other : texts) {
      if (each.id == other.id && each.place != other.place) {
        return usage_error{each.place + ": " + other.place + " says the same: unset one of them"};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::variant<environment_texts, usage_error> read_environment(const char* const* environment) {
  environment_texts read;
  for (const variable& each : our_variables(environment)) {
    if (is_of_kubernetes(each)) continue;
    const option_row* const row = find_by_variable(each.name);
    if (row == nullptr) {
      read.warnings.push_back(unknown(each.name));
    } else if (row->reach == option_reach::command_line) {
      continue;
    } else if (row->kind == option_kind::list) {
      split(each, *row, read.texts);
    } else {
      read.texts.push_back(
          {row->id, std::string(each.value), option_source::environment, std::string(each.name)});
    }
  }
  if (auto wrong = find_two_names(read.texts)) return *wrong;
  return read;
}

}  // namespace owlet::app
