// The completion for bash(1). It needs no bash-completion, which just finds it by its name.
#include <string>
#include <vector>

#include "completions.h"
#include "option_words.h"
#include "owlet/app/control_table.h"
#include "owlet/compress/option_table.h"

namespace owlet::documents {

namespace {

constexpr const char* kScript =
    R"script(# bash completion of owlet(1), made from its table of options

_owlet() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  # "--name=value" comes as three words.
  if [[ $word == '=' ]]; then
    word=''
  elif [[ $before == '=' ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  if [[ ${COMP_WORDS[1]} == compress ]] && ((COMP_CWORD > 1)); then
    case $before in
@compress_values
    esac
    if [[ $word == -* ]]; then
      mapfile -t COMPREPLY < <(compgen -W '@compress_options' -- "$word")
    else
      compopt -o dirnames
    fi
    return
  fi
  case $before in
@values
  esac
  case ${COMP_WORDS[1]} in
    @commands) ((COMP_CWORD == 1)) || { compopt -o default; return; } ;;
  esac
  if ((COMP_CWORD == 1)) && [[ $word != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '@command_words' -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -W '@options' -- "$word")
  fi
}

complete -F _owlet owlet
)script";

// What is done behind an option with a value; readline itself completes names of files.
std::string action_for(const app::option_row& row) {
  const auto offer = [](const std::string& what) {
    return "mapfile -t COMPREPLY < <(compgen " + what + " -- \"$word\")";
  };
  switch (kind_of(row)) {
    case value_kind::directory: return "compopt -o dirnames";
    case value_kind::file: return "compopt -o default";
    case value_kind::user: return offer("-u");
    case value_kind::group: return offer("-g");
    case value_kind::none:
    case value_kind::text: break;
  }
  const auto values = fixed_values(row);
  return values.empty() ? "" : offer("-W '" + join(values, " ") + '\'');
}

std::string values() {
  std::string cases;
  for (const app::option_row& row : app::option_table()) {
    if (row.kind == app::option_kind::toggle) continue;
    std::string names = row.letter == 0 ? "" : std::string("-") + row.letter + " | ";
    names.append("--").append(row.name);
    if (!row.alias.empty()) names.append(" | --").append(row.alias);
    const std::string action = action_for(row);
    if (!cases.empty()) cases += '\n';
    cases += "    " + names + ") " + (action.empty() ? "" : action + "; ") + "return ;;";
  }
  return cases;
}

std::string options() {
  std::vector<std::string> words;
  for (const app::option_row& row : app::option_table()) {
    if (row.letter != 0) words.push_back({'-', row.letter});
    words.push_back("--" + std::string(row.name));
  }
  return join(words, " ");
}

std::string compress_values() {
  std::string cases;
  for (const compress::option_row& row : compress::option_table()) {
    if (row.value.empty()) continue;
    if (!cases.empty()) cases += '\n';
    cases += "      ";
    if (row.letter != 0) cases += std::string("-") + row.letter + " | ";
    cases.append("--").append(row.name).append(") return ;;");
  }
  return cases;
}

std::string compress_options() {
  std::vector<std::string> words;
  for (const compress::option_row& row : compress::option_table()) {
    if (row.letter != 0) words.push_back({'-', row.letter});
    words.push_back("--" + std::string(row.name));
  }
  return join(words, " ");
}

}  // namespace

std::string bash_completion() {
  std::vector<std::string> commands;
  for (const app::control_row& row : app::control_table()) commands.emplace_back(row.name);
  std::string text = replaced(kScript, "@values", values());
  text = replaced(text, "@commands", join(commands, " | "));
  commands.emplace_back(app::kExplainName);  // options may follow that one
  commands.emplace_back("compress");
  text = replaced(text, "@command_words", join(commands, " "));
  text = replaced(text, "@compress_values", compress_values());
  text = replaced(text, "@compress_options", compress_options());
  return replaced(text, "@options", options());
}

}  // namespace owlet::documents
