// The completion for fish(1).
#include <string>
#include <vector>

#include "completions.h"
#include "option_words.h"
#include "owlet/app/control_table.h"
#include "owlet/compress/option_table.h"

namespace owlet::documents {

namespace {

// Between single quotes.
std::string quoted(std::string_view text) {
  const std::string escaped = replaced(std::string(text), "\\", "\\\\");
  return '\'' + replaced(escaped, "'", "\\'") + '\'';
}

// " -x -a '...'": what the value may be, and whether it may be a file.
std::string value_of(const app::option_row& row) {
  switch (kind_of(row)) {
    case value_kind::none: return {};
    case value_kind::directory: return " -x -a '(__fish_complete_directories)'";
    case value_kind::file: return " -r -F";
    case value_kind::user: return " -x -a '(__fish_complete_users)'";
    case value_kind::group: return " -x -a '(__fish_complete_groups)'";
    case value_kind::text: break;
  }
  const auto values = fixed_values(row);
  return values.empty() ? " -x" : " -x -a " + quoted(join(values, " "));
}

std::string command_line_of(std::string_view name, std::string_view help) {
  return "complete -c owlet -n __fish_is_first_token -a " + std::string(name) + " -d " +
         quoted(brief(help)) + '\n';
}

std::string line_of(const app::option_row& row) {
  std::string line = "complete -c owlet -n \"not $seen\"";
  if (row.letter != 0) line += std::string(" -s ") + row.letter;
  line.append(" -l ").append(row.name).append(value_of(row));
  return line + " -d " + quoted(brief(row.help)) + '\n';
}

constexpr std::string_view kCompressing = "'__fish_seen_subcommand_from compress'";

std::string compress_lines() {
  std::string text =
      "complete -c owlet -n __fish_is_first_token -a compress -d "
      "'write compressed sidecars'\n";
  for (const compress::option_row& row : compress::option_table()) {
    text.append("complete -c owlet -n ").append(kCompressing);
    if (row.letter != 0) text += std::string(" -s ") + row.letter;
    text.append(" -l ").append(row.name).append(row.value.empty() ? "" : " -x");
    text += " -d " + quoted(brief(row.help)) + '\n';
  }
  return text.append("complete -c owlet -n ")
      .append(kCompressing)
      .append(" -x -a '(__fish_complete_directories)'\n");
}

}  // namespace

std::string fish_completion() {
  std::vector<std::string> commands;
  for (const app::control_row& row : app::control_table()) commands.emplace_back(row.name);
  std::string text = "# fish completion of owlet(1), made from its table of options\n\n";
  text += "set -l seen '__fish_seen_subcommand_from " + join(commands, " ") + " compress'\n";
  text += "set -l told '__fish_seen_subcommand_from " + join(commands, " ") + "'\n\n";
  text += "complete -c owlet -f\n";
  for (const app::option_row& row : app::option_table()) text += line_of(row);
  for (const app::control_row& row : app::control_table()) {
    text += command_line_of(row.name, row.help);
  }
  text += command_line_of(app::kExplainName, app::kExplainHelp);
  return text + "complete -c owlet -n $told -F\n" + compress_lines();
}

}  // namespace owlet::documents
