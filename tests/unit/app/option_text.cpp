// Tests of app/option_text.
#include "owlet/app/option_text.h"

#include <doctest/doctest.h>

namespace owlet::app {
namespace {

TEST_CASE("a text is told by the name that its source has for it") {
  struct row {
    option_text text;
    std::string_view message;
    std::string_view origin;
  };
  const row kRows[] = {
      {{option_id::port, "x", option_source::command_line}, "--port x: no", "command line"},
      {{option_id::port, "", option_source::command_line}, "--port '': no", "command line"},
      {{option_id::workers, "x", option_source::environment, "OWLET_WORKERS_COUNT"},
       "OWLET_WORKERS_COUNT x: no",
       "OWLET_WORKERS_COUNT"},
      {{option_id::port, "x", option_source::file, "f:12"}, "f:12: port x: no", "f:12"},
      {{option_id::port, "x"}, "--port x: no", "default"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.message);
    CHECK(wrong_value(each.text, "no").message == each.message);
    CHECK(origin_of(each.text) == each.origin);
  }
}

}  // namespace
}  // namespace owlet::app
