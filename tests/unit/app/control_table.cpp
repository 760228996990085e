// Tests of app/control_table.
#include "owlet/app/control_table.h"

#include <doctest/doctest.h>

#include <string>
#include <variant>

#include "owlet/app/help_text.h"
#include "owlet/app/options.h"

namespace owlet::app {
namespace {

TEST_CASE("every command of the table is understood, and is in the help text") {
  const std::string help = help_text();
  for (const control_row& row : control_table()) {
    CAPTURE(row.name);
    const std::string name(row.name);
    const char* const arguments[] = {"owlet", name.c_str(), "owlet.pid"};
    const command read = parse_options(3, arguments, nullptr);
    REQUIRE(std::holds_alternative<control_request>(read));
    CHECK(std::get<control_request>(read).action == row.action);
    CHECK(help.find("\n  " + name + " PIDFILE ") != std::string::npos);
  }
}

TEST_CASE("explain is understood, and is in the help text") {
  CHECK(help_text().find("\n  explain URL-PATH ") != std::string::npos);
  const char* const arguments[] = {"owlet", kExplainName.data(), "-X", "HEAD", "/a", nullptr};
  const char* const environment[] = {nullptr};
  const command read = parse_options(5, arguments, environment);
  REQUIRE(std::holds_alternative<explain_request>(read));
  CHECK(std::get<explain_request>(read).request.starts_with("HEAD /a HTTP/1.1\r\n"));
}

}  // namespace
}  // namespace owlet::app
