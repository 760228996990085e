// A file of rules, line by line.
#include "owlet/site/rule_lines.h"

#include <algorithm>

#include "owlet/http/syntax.h"

namespace owlet::site {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; }

}  // namespace

rule_line_reader::rule_line_reader(std::string_view text, rule_problems& problems)
    : rest_(text), problems_(problems) {
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
  if (rest_.size() <= kMaxRuleFileBytes) return;
  problems_.add(1, 1, {0, "", "the file has more than 4 MiB: use splats and placeholders instead"});
  rest_ = {};
}

std::optional<rule_line> rule_line_reader::next() {
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view whole = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (whole.ends_with('\r')) whole.remove_suffix(1);
    const std::string_view text = http::trim(whole);
    ++number_;
    if (text.empty() || text.front() == '#') continue;
    const auto indent = static_cast<std::size_t>(text.data() - whole.data());
    const rule_line line{number_, indent + 1, text};
    if (is_sound(line)) return line;
  }
  return std::nullopt;
}

bool rule_line_reader::is_sound(const rule_line& line) {
  const auto* const control = std::find_if(line.text.begin(), line.text.end(), is_control);
  const auto offset = static_cast<std::size_t>(control - line.text.begin());
  if (control != line.text.end()) {
    problems_.add(line.number, line.column,
                  {offset, std::string(1, *control), "a control character: take it out"});
  } else if (line.text.size() > kMaxRuleLineBytes) {
    problems_.add(line.number, line.column,
                  {0, std::string(line.text), "a line may have 8192 bytes: make it shorter"});
  } else {
    return true;
  }
  return false;
}

std::vector<rule_word> split_words(std::string_view line) {
  constexpr std::string_view kBlanks = " \t";
  std::vector<rule_word> words;
  std::size_t begin = line.find_first_not_of(kBlanks);
  while (begin != line.npos && line[begin] != '#') {
    const std::size_t end = std::min(line.find_first_of(kBlanks, begin), line.size());
    words.push_back({line.substr(begin, end - begin), begin});
    begin = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

}  // namespace owlet::site
