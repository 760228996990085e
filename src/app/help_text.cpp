// The text of --help.
#include "owlet/app/help_text.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "owlet/app/control_table.h"
#include "owlet/app/option_table.h"

namespace owlet::app {

namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kHelpColumn = 31;  // where what an option is for begins

constexpr char kNoBreak = '\1';  // a space that no line ends at

constexpr std::string_view kOpening = R"(owlet: serves the files of a directory over HTTP/1.1

Usage: owlet [OPTION...]
       owlet --probe URL [--timeout SECONDS]
       owlet explain [OPTION...] [-H FIELD...] [-X METHOD] URL-PATH
       owlet COMMAND PIDFILE
       owlet compress [OPTION...] DIR
)";

constexpr std::string_view kClosing = R"(
Every option can also be given in the environment and in a file: --cache-size 1M
as OWLET_CACHE_SIZE=1M and as a line "cache-size = 1M", --no-cache as
OWLET_NO_CACHE=yes and "no-cache = yes" (or true, on, 1; no, false, off, 0). The
command line is stronger than the environment, and that is stronger than files;
what a stronger one says of an option replaces all that weaker ones say of it.
In the environment, white space separates the values of an option that may be
repeated, of --header and --respond the end of a line, and an empty variable is
none. In a file, # begins a comment, and a value "in quotes" keeps # and white
space.
--probe, --version, --help and what explain takes are for the command line only;
--config and --check are not for files.

Examples:
  owlet                               the current directory, for this machine
  owlet -r /srv/www -a 0.0.0.0 -p 80  a site, for everyone
  owlet -a 127.0.0.1 -a ::1 -l -      both loopback addresses, with a log
  owlet --config site.conf --check    are these settings good?
  owlet --probe http://127.0.0.1/     is a server well? For health checks
  owlet -r /srv/www explain /about    what would answer, without a socket, and
                                      why; status 0 when that is below 400
)";

// "  -r, --root DIR"
std::string usage_of(const option_row& row) {
  std::string usage = "      ";
  if (row.letter != 0) usage = std::string("  -") + row.letter + ", ";
  usage.append("--").append(row.name);
  if (!row.value.empty()) usage.append(" ").append(row.value);
  return usage;
}

// "common, combined or json"
std::string spell_out(std::string_view choices) {
  std::string text;
  for (;;) {
    const auto bar = choices.find('|');
    text.append(choices.substr(0, bar));
    if (bar == choices.npos) return text;
    choices.remove_prefix(bar + 1);
    text += choices.find('|') == choices.npos ? " or " : ", ";
  }
}

std::string description_of(const option_row& row) {
  std::string text(row.help);
  if (!row.choices.empty()) text += ": " + spell_out(row.choices);
  if (row.kind == option_kind::list) text += "; may be repeated";
  if (!row.alias.empty()) text.append("; also --").append(row.alias);
  if (!row.initial.empty())
    text.append(" (default:").append(1, kNoBreak).append(row.initial).append(")");
  return text;
}

// Appends the words behind what the last line holds already, line by line.
void append_wrapped(std::string& out, std::string_view words) {
  std::size_t column = out.size() - (out.rfind('\n') + 1);
  if (column >= kHelpColumn) out += '\n';
  out.append(column < kHelpColumn ? kHelpColumn - column : kHelpColumn, ' ');
  column = kHelpColumn;
  for (bool is_first = true; !words.empty(); is_first = false) {
    const auto size = std::min(words.find(' '), words.size());
    if (!is_first && column + 1 + size > kColumns) {
      out.append("\n").append(kHelpColumn, ' ');
      column = kHelpColumn;
    } else if (!is_first) {
      out += ' ';
      ++column;
    }
    out.append(words.substr(0, size));
    std::replace(out.end() - static_cast<std::ptrdiff_t>(size), out.end(), kNoBreak, ' ');
    column += size;
    words.remove_prefix(std::min(size + 1, words.size()));
  }
  out += '\n';
}

}  // namespace

std::string help_text() {
  std::string text(kOpening);
  const option_row* before = nullptr;
  for (const option_row& row : option_table()) {
    if (before == nullptr || before->group != row.group) {
      text.append("\n").append(title_of(row.group)).append(":\n");
    }
    text += usage_of(row);
    append_wrapped(text, description_of(row));
    before = &row;
  }
  text += "\nCommands to the daemon that holds PIDFILE:\n";
  for (const control_row& row : control_table()) {
    text.append("  ").append(row.name).append(" PIDFILE");
    append_wrapped(text, row.help);
  }
  text.append("\nWithout a daemon:\n  ").append(kExplainName).append(" URL-PATH");
  append_wrapped(text, kExplainHelp);
  text += "\nCommand to a directory, with options of its own:\n  compress [OPTION...] DIR";
  append_wrapped(text,
                 "write compressed sidecars beside its files, .br, .zst and .gz, which are served "
                 "in place of them; owlet compress --help says more");
  return text.append(kClosing);
}

}  // namespace owlet::app
