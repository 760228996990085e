// What is wrong with a file of rules, and where.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace owlet::site {

// A mistake at a place of a file.
struct rule_problem {
  std::size_t line = 0;    // from 1
  std::size_t column = 0;  // from 1, in bytes
  std::string reason;      // what is there, and what to write instead; one line, printable
};

// A mistake at a place of a text whose place in the file only the caller knows.
struct text_problem {
  std::size_t offset = 0;  // in bytes
  std::string what;        // the text at fault; escaped and cut when it is shown
  std::string remedy;
};

// Collects the mistakes of one file: all of them are counted, and so many are kept that they can
// be read.
class rule_problems {
public:
  static constexpr std::size_t kMaxKept = 100;

  // `column` is where the text begins that `problem` speaks of.
  void add(std::size_t line, std::size_t column, const text_problem& problem);

  [[nodiscard]] bool is_empty() const { return count_ == 0; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const std::vector<rule_problem>& kept() const { return kept_; }

private:
  std::vector<rule_problem> kept_;
  std::size_t count_ = 0;
};

// "_redirects:3:14: 30: a status is one of 200, 301, ...": a line to be shown, with no newline.
[[nodiscard]] std::string format_problem(std::string_view file, const rule_problem& problem);

}  // namespace owlet::site
