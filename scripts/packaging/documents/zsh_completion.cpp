// The completion for zsh(1): _arguments of zshcompsys(1).
#include <string>

#include "completions.h"
#include "option_words.h"
#include "owlet/app/control_table.h"
#include "owlet/compress/option_table.h"

namespace owlet::documents {

namespace {

// Between single quotes.
std::string quoted(const std::string& text) { return '\'' + replaced(text, "'", "'\\''") + '\''; }

std::string description_of(const app::option_row& row) {
  const std::string text = replaced(brief(row.help), "\\", "\\\\");
  return '[' + replaced(replaced(text, "[", "\\["), "]", "\\]") + ']';
}

// ":DIR:_files -/"
std::string value_of(const app::option_row& row) {
  const std::string message = ':' + replaced(std::string(row.value), ":", "\\:") + ':';
  switch (kind_of(row)) {
    case value_kind::none: return {};
    case value_kind::directory: return message + "_files -/";
    case value_kind::file: return message + "_files";
    case value_kind::user: return message + "_users";
    case value_kind::group: return message + "_groups";
    case value_kind::text: break;
  }
  const auto values = fixed_values(row);
  return message + (values.empty() ? " " : '(' + join(values, " ") + ')');
}

// What may not be given beside it: itself, if it is no list, and of those that only print, all.
std::string excluded_by(const app::option_row& row) {
  const bool is_toggle = row.kind == app::option_kind::toggle;
  if (is_toggle && row.reach == app::option_reach::command_line) return "(- *)";
  if (row.kind == app::option_kind::list) return "*";
  const std::string name = "--" + std::string(row.name);
  return row.letter == 0 ? '(' + name + ')' : std::string("(-") + row.letter + ' ' + name + ')';
}

// "'(-r --root)'{-r+,--root=}'[the directory to serve]:DIR:_files -/'"
std::string spec_of(const app::option_row& row) {
  const bool has_value = row.kind != app::option_kind::toggle;
  std::string names = "--" + std::string(row.name) + (has_value ? "=" : "");
  if (row.letter != 0) {
    names = std::string("{-") + row.letter + (has_value ? "+," : ",") + names + '}';
  }
  return quoted(excluded_by(row)) + names + quoted(description_of(row) + value_of(row));
}

std::string command_of(std::string_view name, std::string_view help) {
  return std::string(name) + "\\:\"" + brief(help) + '"';
}

// Of owlet compress, which has a line of its own.
std::string spec_of(const compress::option_row& row) {
  const bool has_value = !row.value.empty();
  std::string names = "--" + std::string(row.name) + (has_value ? "=" : "");
  std::string excluded = "(--" + std::string(row.name) + ')';
  if (row.letter != 0) {
    excluded = std::string("(-") + row.letter + " --" + std::string(row.name) + ')';
    names = std::string("{-") + row.letter + (has_value ? "+," : ",") + names + '}';
  }
  std::string text = '[' + brief(row.help) + ']';
  if (has_value) text += ':' + std::string(row.value) + ": ";
  return quoted(excluded) + names + quoted(text);
}

std::string compress_arguments() {
  std::string text = "if (( CURRENT > 2 )) && [[ $words[2] == compress ]]; then\n";
  text += "  shift words\n  (( CURRENT-- ))\n  _arguments -s -S : \\\n";
  for (const compress::option_row& row : compress::option_table()) {
    text += "    " + spec_of(row) + " \\\n";
  }
  return text + "    " + quoted("1:DIR:_files -/") + "\n  return\nfi\n";
}

std::string commands() {
  std::string words;
  for (const app::control_row& row : app::control_table()) {
    words += command_of(row.name, row.help) + ' ';
  }
  words += command_of(app::kExplainName, app::kExplainHelp);
  return words + ' ' + command_of("compress", "write compressed sidecars");
}

}  // namespace

std::string zsh_completion() {
  std::string text =
      "#compdef owlet\n# zsh completion of owlet(1), made from its table of options\n";
  text += '\n' + compress_arguments() + "\nlocal -a options=(\n";
  for (const app::option_row& row : app::option_table()) text += "  " + spec_of(row) + '\n';
  text += ")\nif ((CURRENT > 2)) && [[ $words[2] == " + std::string(app::kExplainName) +
          " ]]; then\n  _arguments -s -S : $options '1:command: ' '2:URL-PATH: '\nelse\n";
  text += "  _arguments -s -S : $options \\\n    " + quoted("(-)1:command:((" + commands() + "))") +
          " \\\n    " + quoted("(-)2:PIDFILE:_files");
  return text + "\nfi\n";
}

}  // namespace owlet::documents
