// Options in a file: one "name = value" a line.
#include "owlet/app/config_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "owlet/app/named_file.h"

namespace owlet::app {

namespace {

constexpr std::string_view kSpace = " \t\r\v\f";
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::pair<char, char> kEscapes[] = {
    {'"', '"'}, {'\\', '\\'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}};

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool is_comment_at(std::string_view line, std::size_t at) {
  return line[at] == '#' && (at == 0 || kSpace.find(line[at - 1]) != kSpace.npos);
}

std::string_view without_comment(std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (is_comment_at(line, at)) return line.substr(0, at);
  }
  return line;
}

// The character of the escape that text begins with, behind its backslash; takes it off.
std::optional<char> unescape(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const char letter = text.front();
  text.remove_prefix(1);
  for (const auto& [name, character] : kEscapes) {
    if (letter == name) return character;
  }
  if (letter != 'x' || text.size() < 2) return std::nullopt;
  const auto high = kHexDigits.find(text[0]);
  const auto low = kHexDigits.find(text[1]);
  if (high == kHexDigits.npos || low == kHexDigits.npos || high + low == 0) return std::nullopt;
  text.remove_prefix(2);
  return static_cast<char>(high * 16 + low);
}

// The value in quotes that text begins with, if nothing but a comment is behind it.
std::optional<std::string> unquote(std::string_view text) {
  std::string value;
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    char next = text.front();
    text.remove_prefix(1);
    if (next == '\\') {
      const auto escaped = unescape(text);
      if (!escaped) return std::nullopt;
      next = *escaped;
    }
    value += next;
  }
  if (text.empty() || !trim(without_comment(text.substr(1))).empty()) return std::nullopt;
  return value;
}

// Reads line after line; the first mistake ends it.
class config_parser {
public:
  explicit config_parser(const std::string& file) : file_(file) {}

  config_result parse(std::string_view content) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (content.starts_with(kByteOrderMark)) content.remove_prefix(kByteOrderMark.size());
    while (!content.empty()) {
      const auto end = std::min(content.find('\n'), content.size());
      ++line_;
      if (auto wrong = take_line(trim(content.substr(0, end)))) return *wrong;
      content.remove_prefix(std::min(end + 1, content.size()));
    }
    return std::move(texts_);
  }

private:
  std::optional<usage_error> take_line(std::string_view line) {
    if (line.empty() || line.front() == '#') return std::nullopt;
    if (line.find('\0') != line.npos) return error("a byte of 0", "give a file of text");
    const auto equals = without_comment(line).find('=');
    if (equals == line.npos) return error(without_comment(line), "write name = value");
    const std::string_view name = trim(line.substr(0, equals));
    const option_row* const row = find_option(name);
    if (row == nullptr) return unknown(name);
    if (row->reach != option_reach::everywhere) {
      const bool is_variable = row->reach == option_reach::not_in_files;
      return error(name, is_variable ? "give it on the command line or in the environment"
                                     : "give it on the command line");
    }
    return take_value(*row, trim(line.substr(equals + 1)));
  }

  std::optional<usage_error> take_value(const option_row& row, std::string_view text) {
    std::optional<std::string> value(trim(without_comment(text)));
    if (text.starts_with('"')) value = unquote(text);
    if (!value) {
      return error(std::string(row.name) + ' ' + std::string(text),
                   "end the quotes, and write no escape in them but \\\" \\\\ \\n \\r \\t \\xHH");
    }
    const auto earlier = std::find_if(texts_.begin(), texts_.end(),
                                      [&](const option_text& each) { return each.id == row.id; });
    if (row.kind != option_kind::list && earlier != texts_.end()) {
      return error(row.name, "it is at " + earlier->place + " already: keep one of them");
    }
    texts_.push_back({row.id, *value, option_source::file, place()});
    return std::nullopt;
  }

  usage_error unknown(std::string_view name) const {
    const auto letters = name.find_first_not_of('-');  // they go before a name on the command line
    const std::string_view bare = letters == name.npos ? name : name.substr(letters);
    const std::string_view near = find_option(bare) != nullptr ? bare : nearest_option(bare);
    std::string remedy = "no option has this name";
    if (!near.empty()) remedy.append("; is it ").append(near).append("?");
    if (near.empty()) remedy += "; owlet --help lists them";
    return error(name.empty() ? "''" : name, remedy);
  }

  std::string place() const { return file_ + ':' + std::to_string(line_); }

  usage_error error(std::string_view what, std::string_view remedy) const {
    std::string message = place() + ": ";
    return {message.append(trim(what)).append(": ").append(remedy)};
  }

  const std::string& file_;
  unsigned line_ = 0;
  std::vector<option_text> texts_;
};

bool needs_quotes(std::string_view value) {
  if (value.empty() || value.front() == '"' || trim(value).size() != value.size()) return true;
  if (without_comment(value).size() != value.size()) return true;
  return std::any_of(value.begin(), value.end(),
                     [](char each) { return static_cast<unsigned char>(each) < ' '; });
}

}  // namespace

config_result parse_config(std::string_view content, const std::string& file) {
  return config_parser(file).parse(content);
}

config_result read_config_file(const option_text& named) {
  const auto read = read_named_file(named, kMaxConfigBytes);
  if (const auto* wrong = std::get_if<usage_error>(&read)) return *wrong;
  return parse_config(std::get<std::string>(read), named.value);
}

std::string quote_value(std::string_view value) {
  if (!needs_quotes(value)) return std::string(value);
  std::string quoted = "\"";
  for (const char each : value) {
    const auto* const escape = std::find_if(std::begin(kEscapes), std::end(kEscapes),
                                            [&](const auto& one) { return one.second == each; });
    if (escape != std::end(kEscapes)) {
      quoted += {'\\', escape->first};
    } else if (const auto byte = static_cast<unsigned char>(each); byte < ' ') {
      quoted += {'\\', 'x', kHexDigits[byte / 16], kHexDigits[byte % 16]};
    } else {
      quoted += each;
    }
  }
  return quoted + '"';
}

}  // namespace owlet::app
