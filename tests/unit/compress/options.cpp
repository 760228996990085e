// Tests of compress/options.
#include "owlet/compress/options.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "owlet/compress/encoder.h"
#include "owlet/compress/option_table.h"

namespace owlet::compress {
namespace {

// '' is an empty word.
command parse(const std::string& line) {
  std::vector<std::string> words{"owlet compress"};
  std::istringstream stream(line);
  for (std::string word; stream >> word;) words.push_back(word == "''" ? "" : word);
  std::vector<const char*> arguments;
  for (const std::string& word : words) arguments.push_back(word.c_str());
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

TEST_CASE("a command line comes to settings, its directory before or behind the options") {
  for (const char* line : {"-n --clean -j3 -e html,.css site",
                           "site --dry-run --clean --jobs=3 "
                           "--extensions html,css"}) {
    CAPTURE(line);
    const command read = parse(line);
    const auto* wanted = std::get_if<settings>(&read);
    REQUIRE(wanted != nullptr);
    CHECK(wanted->directory == "site");
    CHECK(wanted->is_dry);
    CHECK(wanted->cleans);
    CHECK(wanted->jobs == 3);
    CHECK(wanted->extensions == std::vector<std::string>{"html", "css"});
  }
}

TEST_CASE("what is not said is as usual: every format of the build, all text types, some jobs") {
  const command read = parse("site");
  const auto* wanted = std::get_if<settings>(&read);
  REQUIRE(wanted != nullptr);
  CHECK(wanted->jobs >= 1);
  CHECK(wanted->extensions.empty());
  CHECK_FALSE(wanted->is_dry);
  CHECK_FALSE(wanted->cleans);
  for (const auto coding : kSidecarCodings) {
    const bool is_there = std::ranges::find(wanted->codings, coding) != wanted->codings.end();
    CHECK(is_there == has_encoder(coding));
  }
}

TEST_CASE("formats come in one order, each once; one that the build lacks is refused by its name") {
  for (const auto coding : kSidecarCodings) {
    const std::string name(http::suffix_of(coding).substr(1));
    const command read = parse("-f " + name + ',' + name + " site");
    if (has_encoder(coding)) {
      REQUIRE(std::holds_alternative<settings>(read));
      CHECK(std::get<settings>(read).codings == std::vector{coding});
    } else {
      REQUIRE(std::holds_alternative<usage_error>(read));
      CHECK(std::get<usage_error>(read).message.starts_with("--format " + name + ": this build"));
    }
  }
  const command read = parse("--format gz,zst,br site");
  if (const auto* wanted = std::get_if<settings>(&read)) {
    CHECK(std::ranges::equal(wanted->codings, kSidecarCodings));
  }
}

TEST_CASE("what is wrong is named, with the value and the remedy") {
  const std::pair<std::string, std::string_view> kRows[] = {
      {"", "give a directory"},
      {"''", "give a directory"},
      {"a b", "argument b: "},
      {"-x a", "-x: no such option"},
      {"--cleam a", "--cleam: no such option"},
      {"--clean=1 a", "--clean=1: give this option without a value"},
      {"a --jobs", "--jobs: give a value"},
      {"a -j", "-j: give a value"},
      {"-j 0 a", "--jobs 0: "},
      {"-j 1025 a", "--jobs 1025: "},
      {"-j -1 a", "--jobs -1: "},
      {"-j 4294967297 a", "--jobs 4294967297: "},
      {"-f , a", "--format: "},
      {"-f gzip a", "--format gzip: give some of br,zst,gz"},
      {"-e , a", "--extensions: "},
      {"-e a/b a", "--extensions a/b: "},
      {"-e . a", "--extensions .: "},
  };
  for (const auto& [line, message] : kRows) {
    CAPTURE(line);
    const command read = parse(line);
    const auto* wrong = std::get_if<usage_error>(&read);
    REQUIRE(wrong != nullptr);
    CHECK(wrong->message.find(message) != std::string::npos);
  }
}

TEST_CASE("the help text has every option, on lines for a terminal") {
  const command read = parse("--help");
  REQUIRE(std::holds_alternative<text_request>(read));
  const std::string& help = std::get<text_request>(read).text;
  for (const option_row& row : option_table()) {
    CHECK(help.find("--" + std::string(row.name) + ' ') != std::string::npos);
  }
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() <= 80);
    CHECK_FALSE(line.ends_with(' '));
  }
}

}  // namespace
}  // namespace owlet::compress
