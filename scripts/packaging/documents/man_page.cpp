// The manual page.
#include "man_page.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "option_words.h"
#include "owlet/app/control_table.h"
#include "owlet/app/option_table.h"
#include "owlet/compress/option_table.h"

namespace owlet::documents {

namespace {

using app::control_row;
using app::option_group;
using app::option_row;

constexpr std::pair<std::string_view, option_group> kGroups[] = {
    {"serving", option_group::serving},
    {"listening", option_group::listening},
    {"process", option_group::process},
    {"logs", option_group::logs},
    {"settings", option_group::settings}};

// As text for roff: a hyphen that begins a word is a minus, and no line is a request.
std::string escaped(std::string_view words) {
  std::string text = replaced(std::string(words), "\\", "\\e");
  text = replaced(' ' + text, " --", " \\-\\-");
  text = replaced(text, " -", " \\-").substr(1);
  return text.starts_with('.') || text.starts_with('\'') ? "\\&" + text : text;
}

// Lines of roff are filled anyway, but mandoc(1) complains of long ones.
std::string wrapped(std::string text) {
  constexpr std::size_t kColumns = 78;
  for (std::size_t begin = 0; text.size() - begin > kColumns;) {
    const auto space = text.rfind(' ', begin + kColumns);
    if (space == text.npos || space <= begin) break;
    text[space] = '\n';
    begin = space + 1;
  }
  return text;
}

// "The directory to serve."
std::string sentence(std::string_view words) {
  std::string text = escaped(words);
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return wrapped(text + '.');
}

// ".Cm common , combined or json ." as macros.
std::string choices_of(const option_row& row) {
  const auto words = split(row.choices);
  std::string text = "One of\n";
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_last = i + 1 == words.size();
    const bool is_next_last = i + 2 == words.size();
    if (is_last && i > 0) text += "or\n";
    text += ".Cm " + words[i] + (is_last ? " ." : is_next_last ? "" : " ,") + '\n';
  }
  return text;
}

// ".It Fl r , Fl Fl root Ar DIR"
std::string head_of(const option_row& row) {
  std::string line = ".It ";
  if (row.letter != 0) line += std::string("Fl ") + row.letter + " , ";
  line += "Fl Fl " + std::string(row.name);
  const auto fixed = row.choices.empty() ? fixed_values(row) : std::vector<std::string>{};
  std::string bar = " ";
  for (const std::string& each : split(row.value)) {
    const bool is_fixed = !fixed.empty() && each == fixed.front();
    line += bar + (is_fixed ? "Cm " : "Ar ") + each;
    bar = " | ";
  }
  return line + '\n';
}

// What the table knows behind the help.
std::string tail_of(const option_row& row) {
  std::string text;
  if (row.kind == app::option_kind::list) text += "May be repeated.\n";
  if (!row.alias.empty()) text += ".Fl Fl " + std::string(row.alias) + "\nis the same option.\n";
  if (row.initial.empty()) return text;
  if (row.initial == ".") return text + "The default is the current directory.\n";
  return text + "The default is\n.Cm " + escaped(row.initial) + " .\n";
}

// Walks through the template, and through both tables beside it.
class page_writer {
public:
  void take(const std::string& line) {
    if (!line.starts_with('@')) {
      page_ += line + '\n';
      return;
    }
    const auto space = std::min(line.find(' '), line.size() - 1);
    const std::string name = line.substr(space + 1);
    if (line == "@end") return end_list();
    if (line.starts_with("@group ")) return begin_group(name);
    if (line.starts_with("@option ")) return begin_option(name);
    if (line.starts_with("@command ")) return begin_command(name);
    if (line.starts_with("@compress ")) return begin_compress_option(name);
    throw std::runtime_error("line '" + line + "' is unknown");
  }

  std::string finish() {
    if (option_ != options_.size())
      refuse("@option", std::string(options_[option_].name), "the end");
    if (command_ != commands_.size()) {
      refuse("@command", std::string(commands_[command_].name), "the end");
    }
    if (compress_option_ != compress_options_.size()) {
      refuse("@compress", std::string(compress_options_[compress_option_].name), "the end");
    }
    return std::move(page_);
  }

private:
  void append(const std::string& text) { page_ += text; }

  [[noreturn]] static void refuse(const std::string& what, const std::string& wanted,
                                  const std::string& came) {
    throw std::runtime_error("expected a line '" + what + ' ' + wanted + "' before " + came +
                             ": each row of the table belongs here once, in its order");
  }

  void end_entry() { append(std::exchange(tail_, {})); }

  void end_list() {
    end_entry();
    append(".El\n");
    is_in_list_ = false;
  }

  void begin_list() {
    if (!is_in_list_) append(".Bl -tag -width Ds\n");
    is_in_list_ = true;
  }

  void begin_group(const std::string& name) {
    if (is_in_list_) end_list();
    for (const auto& [word, group] : kGroups) {
      if (word != name) continue;
      group_ = group;
      append(".Ss " + std::string(title_of(group)) + '\n');
      return begin_list();
    }
    throw std::runtime_error("there is no group " + name);
  }

  void begin_option(const std::string& name) {
    if (option_ == options_.size()) throw std::runtime_error("there is no further option " + name);
    const option_row& row = options_[option_++];
    if (row.name != name) refuse("@option", std::string(row.name), name);
    if (row.group != group_) throw std::runtime_error(name + " is of another group");
    end_entry();
    append(head_of(row) + sentence(row.help) + '\n');
    if (!row.choices.empty()) append(choices_of(row));
    tail_ = tail_of(row);
  }

  void begin_command(const std::string& name) {
    if (command_ == commands_.size()) throw std::runtime_error("there is no command " + name);
    const control_row& row = commands_[command_++];
    if (row.name != name) refuse("@command", std::string(row.name), name);
    begin_list();
    append(".It Cm " + name + " Ar PIDFILE\n" + sentence(row.help) + '\n');
  }

  void begin_compress_option(const std::string& name) {
    if (compress_option_ == compress_options_.size()) {
      throw std::runtime_error("owlet compress has no further option " + name);
    }
    const compress::option_row& row = compress_options_[compress_option_++];
    if (row.name != name) refuse("@compress", std::string(row.name), name);
    end_entry();
    begin_list();
    std::string head = ".It ";
    if (row.letter != 0) head += std::string("Fl ") + row.letter + " , ";
    head += "Fl Fl " + escaped(row.name);
    if (!row.value.empty()) head.append(" Ar ").append(row.value);
    append(head + '\n' + sentence(row.help) + '\n');
    if (!row.initial.empty()) tail_ = "The default is " + escaped(row.initial) + ".\n";
  }

  std::span<const option_row> options_ = app::option_table();
  std::span<const control_row> commands_ = app::control_table();
  std::span<const compress::option_row> compress_options_ = compress::option_table();
  std::size_t option_ = 0;  // the next one
  std::size_t compress_option_ = 0;
  std::size_t command_ = 0;
  std::optional<option_group> group_;
  bool is_in_list_ = false;
  std::string tail_;  // of the option before
  std::string page_;
};

}  // namespace

std::string man_page(const std::string& page_template) {
  page_writer writer;
  std::istringstream lines(page_template);
  for (std::string line; std::getline(lines, line);) writer.take(line);
  return writer.finish();
}

}  // namespace owlet::documents
