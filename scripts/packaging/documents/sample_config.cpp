// The file that the service of a package reads.
#include "sample_config.h"

#include <algorithm>
#include <string_view>

#include "option_words.h"

namespace owlet::documents {

namespace {

using app::option_id;

constexpr std::size_t kColumns = 80;
constexpr std::string_view kRoot = "/srv/www";

constexpr std::string_view kOpening =
    R"(# What owlet.service serves, and how: one "name = value" a line; see owlet(1).
# Lines that begin with # are comments; where there is a default, they show it.
# Are the settings good, and where does each come from?
#   owlet --config /etc/owlet/owlet.conf --check
# systemctl reload owlet takes them over, but for listeners and workers: these
# take systemctl restart owlet.
)";

// Of what the service manager does itself.
bool is_for_others(const app::option_row& row) {
  return row.id == option_id::daemon || row.id == option_id::pidfile || row.id == option_id::user ||
         row.id == option_id::group;
}

// "# " and words, line by line.
void append_comment(std::string& out, std::string_view words) {
  std::string line = "#";
  while (!words.empty()) {
    const auto size = std::min(words.find(' '), words.size());
    if (line.size() + 1 + size > kColumns) {
      out += line + '\n';
      line = "#";
    }
    line.append(" ").append(words.substr(0, size));
    words.remove_prefix(std::min(size + 1, words.size()));
  }
  out += line + '\n';
}

std::string comment_on(const app::option_row& row) {
  std::string text(row.help);
  if (row.kind == app::option_kind::list) text += "; one line for each";
  if (!row.choices.empty()) text += ": " + join(split(row.choices), ", ");
  if (is_for_others(row)) text += " (not under systemd, which does that itself)";
  return text;
}

std::string setting_of(const app::option_row& row) {
  const std::string start = std::string(row.name) + " =";
  if (row.id == option_id::root) return start + ' ' + std::string(kRoot);
  if (row.kind == app::option_kind::toggle) return '#' + start + " no";
  return '#' + start + ' ' + std::string(row.initial.empty() ? row.value : row.initial);
}

}  // namespace

std::string sample_config() {
  std::string text(kOpening);
  const app::option_row* before = nullptr;
  for (const app::option_row& row : app::option_table()) {
    if (row.reach != app::option_reach::everywhere) continue;
    if (before == nullptr || before->group != row.group) {
      text.append("\n## ").append(title_of(row.group)).append("\n");
    }
    text += '\n';
    append_comment(text, comment_on(row));
    text += setting_of(row) + '\n';
    before = &row;
  }
  return text;
}

}  // namespace owlet::documents
