// Tests of app/help_text.
#include "owlet/app/help_text.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

#include "owlet/app/option_table.h"

namespace owlet::app {
namespace {

TEST_CASE("every option is in the help text once, with all that the table says of it") {
  // White space apart, for lines are wrapped.
  std::string help;
  std::istringstream words(help_text());
  for (std::string word; words >> word;) help += word + ' ';
  for (const option_row& row : option_table()) {
    CAPTURE(row.name);
    std::string usage = row.letter == 0 ? "" : std::string("-") + row.letter + ", ";
    usage += "--" + std::string(row.name) + ' ';
    if (!row.value.empty()) usage += std::string(row.value) + ' ';
    const auto at = help.find(usage + std::string(row.help));
    CHECK(at != std::string::npos);
    if (!row.initial.empty()) {
      CHECK(help.find("(default: " + std::string(row.initial) + ")", at) != std::string::npos);
    }
    if (!row.alias.empty()) CHECK(help.find(row.alias, at) != std::string::npos);
    std::istringstream choices{std::string(row.choices)};
    for (std::string each; std::getline(choices, each, '|');) {
      CHECK(help.find(each, at) != std::string::npos);
    }
  }
}

TEST_CASE("no line of the help text is too long for a terminal, or ends in a space") {
  std::istringstream lines(help_text());
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() <= 80);
    CHECK_FALSE(line.ends_with(' '));
    CHECK(line.find_first_of("\1\t") == std::string::npos);
  }
}

}  // namespace
}  // namespace owlet::app
