// Tests of app/effective_options.
#include "owlet/app/effective_options.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::app {
namespace {

std::string values(const effective_options& given, option_id id) {
  std::string all;
  for (const option_text& each : given.texts(id)) all += (all.empty() ? "" : " ") + each.value;
  return all;
}

TEST_CASE("at first the defaults of the table hold, and nothing is said") {
  const effective_options given;
  for (const option_row& row : option_table()) {
    CAPTURE(row.name);
    CHECK(values(given, row.id) == (row.kind == option_kind::toggle ? "false" : row.initial));
    CHECK_FALSE(given.is_said(row.id));
    CHECK((given.text(row.id) == nullptr) == values(given, row.id).empty());
  }
}

TEST_CASE("what a source says of an option replaces all that was said of it before") {
  effective_options given;
  given.take({{option_id::host, "a", option_source::file, "f:1"},
              {option_id::root, "x", option_source::file, "f:2"},
              {option_id::host, "b", option_source::file, "f:3"}});
  CHECK(values(given, option_id::host) == "a b");
  given.take({{option_id::host, "c", option_source::command_line},
              {option_id::port, "1", option_source::command_line},
              {option_id::port, "2", option_source::command_line}});
  CHECK(values(given, option_id::host) == "c");
  CHECK(values(given, option_id::port) == "2");
  CHECK(values(given, option_id::root) == "x");
  CHECK(given.text(option_id::root)->place == "f:2");
  CHECK(given.is_said(option_id::root));
  CHECK_FALSE(given.is_said(option_id::timeout));
}

TEST_CASE("an option takes the place of a weaker one that means the same in other words") {
  struct row {
    option_id weak;
    option_id strong;
    std::string_view left;  // of the weak one, behind a stronger source
  };
  const row kRows[] = {
      {option_id::listen, option_id::port, ""},
      {option_id::port, option_id::listen, "8080"},
      {option_id::no_cache, option_id::cache_entries, "false"},
      {option_id::cache_entries, option_id::no_cache, "1"},
      {option_id::host, option_id::listen, "1"},
      {option_id::listen, option_id::host, "1"},
  };
  for (const row& each : kRows) {
    CAPTURE(row_of(each.weak).name);
    CAPTURE(row_of(each.strong).name);
    effective_options given;
    given.take({{each.weak, "1", option_source::file, "f:1"}});
    given.take({{each.strong, "2", option_source::environment, "E"}});
    CHECK(values(given, each.weak) == each.left);
    CHECK(values(given, each.strong) == "2");
    effective_options together;
    together.take({{each.weak, "1", option_source::file, "f:1"},
                   {each.strong, "2", option_source::file, "f:2"}});
    CHECK(values(together, each.weak) == "1");
    CHECK(values(together, each.strong) == "2");
  }
}

}  // namespace
}  // namespace owlet::app
