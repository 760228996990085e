// A file of rules, line by line.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "owlet/site/rule_problem.h"

namespace owlet::site {

// What a file of rules may have at the most; hosts take less.
inline constexpr std::size_t kMaxRuleFileBytes = 4 * 1024 * 1024;
inline constexpr std::size_t kMaxRuleLineBytes = 8 * 1024;  // comments may be longer

// A line without its end, and without white space (space, tab) at both ends.
struct rule_line {
  std::size_t number = 0;  // from 1
  std::size_t column = 0;  // from 1: where the text begins
  std::string_view text;   // never empty
};

// Gives the lines that say something: neither empty nor a comment, which begins with "#". A byte
// order mark is skipped. What is too long or has a control character goes to the problems, and is
// not given. Borrows both.
class rule_line_reader {
public:
  rule_line_reader(std::string_view text, rule_problems& problems);

  // Nothing at the end.
  [[nodiscard]] std::optional<rule_line> next();

private:
  [[nodiscard]] bool is_sound(const rule_line& line);

  std::string_view rest_;
  rule_problems& problems_;
  std::size_t number_ = 0;
};

// A piece of a line, and where it begins in it.
struct rule_word {
  std::string_view text;
  std::size_t offset = 0;
};

// The words of a line, up to one that begins with "#": a comment.
[[nodiscard]] std::vector<rule_word> split_words(std::string_view line);

}  // namespace owlet::site
