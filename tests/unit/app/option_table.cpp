// Tests of app/option_table.
#include "owlet/app/option_table.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace owlet::app {
namespace {

TEST_CASE("no name, alias, letter or variable is that of two options") {
  std::set<std::string> names;
  std::set<std::string> variables;
  std::set<char> letters;
  for (const option_row& row : option_table()) {
    CAPTURE(row.name);
    for (const std::string_view name : {row.name, row.alias}) {
      if (name.empty()) continue;
      CHECK(names.emplace(name).second);
      CHECK(variables.insert(variable_of(name)).second);
      CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-_") == name.npos);
    }
    if (row.letter != 0) CHECK(letters.insert(row.letter).second);
  }
}

TEST_CASE("a row is whole: a toggle takes no value, and whatever does says what it is") {
  for (const option_row& row : option_table()) {
    CAPTURE(row.name);
    CHECK(&row == &row_of(row.id));
    CHECK_FALSE(row.help.empty());
    CHECK((row.kind == option_kind::toggle) == row.value.empty());
    if (row.kind == option_kind::toggle) CHECK(row.initial.empty());
    if (row.choices.empty()) continue;
    const std::string choices = '|' + std::string(row.choices) + '|';
    CHECK(choices.find('|' + std::string(row.initial) + '|') != choices.npos);
  }
}

TEST_CASE("an option is found by its whole name or its alias") {
  CHECK(find_option("root") == &row_of(option_id::root));
  CHECK(find_option("workers") == &row_of(option_id::workers));
  CHECK(find_option("workers_count") == &row_of(option_id::workers));
  for (const std::string_view name : {"", "r", "roo", "roots", "Root", "--root", "workers-count"}) {
    CAPTURE(name);
    CHECK(find_option(name) == nullptr);
  }
}

TEST_CASE("a name that is mistyped is near the one that was meant") {
  struct row {
    std::string_view name;
    std::string_view nearest;
  };
  const row kRows[] = {
      {"prot", "port"},
      {"rot", "root"},
      {"hots", "host"},
      {"worker", "workers"},
      {"worker_count", "workers_count"},
      {"chache-size", "cache-size"},
      {"cache_size", "cache-size"},
      {"pid-file", "pidfile"},
      {"trusted-proxy", "trust-proxy"},
      {"lg", ""},
      {"", ""},
      {"x", ""},
      {"unknown", ""},
      {"directory", ""},
      {"a-name-that-is-longer-than-any-option-can-be", ""},
  };
  for (const row& each : kRows) {
    CAPTURE(each.name);
    CHECK(nearest_option(each.name) == each.nearest);
  }
}

TEST_CASE("a variable has the letters of the name in upper case") {
  CHECK(variable_of("root") == "OWLET_ROOT");
  CHECK(variable_of("no-cache") == "OWLET_NO_CACHE");
  CHECK(variable_of("workers_count") == "OWLET_WORKERS_COUNT");
}

}  // namespace
}  // namespace owlet::app
