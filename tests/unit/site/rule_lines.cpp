// Tests of site/rule_lines.
#include "owlet/site/rule_lines.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::site {
namespace {

// "1:1:text|3:2:text", and the problems behind it.
std::string read(std::string_view text) {
  rule_problems problems;
  rule_line_reader reader(text, problems);
  std::string out;
  while (const auto line = reader.next()) {
    out += std::to_string(line->number) + ":" + std::to_string(line->column) + ":";
    out += std::string(line->text) + "|";
  }
  for (const rule_problem& each : problems.kept()) out += format_problem("f", each) + "|";
  return out;
}

TEST_CASE("lines come with their place, but for empty ones and comments") {
  CHECK(read("") == "");
  CHECK(read("a") == "1:1:a|");
  CHECK(read("a\n\n  b c \t\r\n# d\n \t# e\n\tf\n") == "1:1:a|3:3:b c|6:2:f|");
  CHECK(read("\xEF\xBB\xBF a") == "1:2:a|");
  CHECK(read("a #b") == "1:1:a #b|");
}

TEST_CASE("what no line may have is said, and the next one is read") {
  CHECK(read(std::string_view("a\n b\0c\nd", 8)) ==
        "1:1:a|3:1:d|f:2:3: \\x00: a control character: take it out|");
  CHECK(read("a\x7f\n") == "f:1:2: \\x7f: a control character: take it out|");
  const std::string most(kMaxRuleLineBytes, 'x');
  CHECK(read(most) == "1:1:" + most + "|");
  CHECK(read(most + "x\nb").ends_with("xxx...: a line may have 8192 bytes: make it shorter|"));
  CHECK(read("#" + most + "\nb") == "2:1:b|");
  CHECK(read(std::string(kMaxRuleFileBytes, '\n') + "b") ==
        "f:1:1: the file has more than 4 MiB: use splats and placeholders instead|");
}

TEST_CASE("words end at a comment") {
  const auto words = [](std::string_view line) {
    std::string out;
    for (const rule_word& each : split_words(line)) {
      out += std::to_string(each.offset) + ":" + std::string(each.text) + "|";
    }
    return out;
  };
  CHECK(words("/a \t/b#c 301") == "0:/a|4:/b#c|9:301|");
  CHECK(words("/a # /b") == "0:/a|");
  CHECK(words("/a /b #") == "0:/a|3:/b|");
}

TEST_CASE("problems are all counted, and so many kept that one can read them") {
  rule_problems problems;
  for (std::size_t i = 0; i < 2 * rule_problems::kMaxKept; ++i) problems.add(i, 1, {0, "a", "b"});
  CHECK(problems.count() == 2 * rule_problems::kMaxKept);
  CHECK(problems.kept().size() == rule_problems::kMaxKept);
  CHECK(format_problem("_headers", problems.kept()[7]) == "_headers:7:1: a: b");
}

TEST_CASE("what is shown of a file cannot break the line that it is shown in") {
  rule_problems problems;
  problems.add(1, 1, {4, "a\n\x1b[m\xff", "c"});
  problems.add(1, 1, {0, "\xc3\xa9", "c"});
  CHECK(problems.kept()[0].reason == "a\\x0a\\x1b[m\\xff: c");
  CHECK(problems.kept()[0].column == 5);
  CHECK(problems.kept()[1].reason == "\xc3\xa9: c");
}

}  // namespace
}  // namespace owlet::site
