// What --check prints.
#include "owlet/app/settings_listing.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "owlet/app/config_file.h"
#include "owlet/app/listening.h"

namespace owlet::app {

namespace {

constexpr std::size_t kOriginColumn = 36;

// A file's name may have a line's end in it, which would end the comment.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char each) { return static_cast<unsigned char>(each) < ' '; },
      '?');
  return text;
}

void append_line(std::string& out, std::string line, const std::string& origin) {
  line.append(line.size() < kOriginColumn ? kOriginColumn - line.size() : 0, ' ');
  out += line + "  # " + on_one_line(origin) + '\n';
}

bool is_comment(const option_text& text, const effective_options& given) {
  const bool is_default = text.source == option_source::initial;
  if (text.id == option_id::host) return is_default || !is_host_used(given);
  if (text.id == option_id::port) return is_default;
  return row_of(text.id).reach != option_reach::everywhere;
}

std::string remark_on(const option_text& text, const effective_options& given) {
  const bool has_listen = !given.texts(option_id::listen).empty();
  if (text.id == option_id::port && has_listen) return ", not used";
  if (text.id == option_id::host && !is_host_used(given)) return ", not used";
  return {};
}

}  // namespace

std::string list_settings(const effective_options& given) {
  std::string out;
  for (const option_row& row : option_table()) {
    if (row.id == option_id::check || row.reach == option_reach::command_line) continue;
    const std::string name = std::string(row.name) + " =";
    for (const option_text& text : given.texts(row.id)) {
      const std::string start = is_comment(text, given) ? "# " : "";
      append_line(out, start + name + ' ' + quote_value(text.value),
                  origin_of(text) + remark_on(text, given));
    }
    if (given.texts(row.id).empty()) append_line(out, "# " + name, "default");
  }
  return out;
}

}  // namespace owlet::app
