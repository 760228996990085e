// Tests of app/browser; that the process is nobody's child is seen by tests/cases/terminal.py.
#include "owlet/app/browser.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace owlet::app {
namespace {

using commands = std::vector<std::vector<std::string>>;

const std::string kUrl = "http://127.0.0.1:8080/";

TEST_CASE("without BROWSER, it is what the desktop has") {
  CHECK(browser_commands({}, kUrl).empty());
  CHECK(browser_commands({.browser = {}, .has_display = true}, kUrl) ==
        commands{{"xdg-open", kUrl}});
  CHECK(browser_commands({.browser = {}, .has_display = false, .is_windows = true}, kUrl) ==
        commands{{"wslview", kUrl}, {"xdg-open", kUrl}});
}

TEST_CASE("BROWSER is commands between colons, which need no desktop that we know of") {
  CHECK(browser_commands({.browser = "lynx"}, kUrl) == commands{{"lynx", kUrl}});
  CHECK(browser_commands({.browser = ":a -x  %s -y:b --url=%s::c;d", .has_display = true}, kUrl) ==
        commands{{"a", "-x", kUrl, "-y"}, {"b", "--url=" + kUrl}, {"c;d", kUrl}});
  CHECK(browser_commands({.browser = ": :", .has_display = true}, kUrl) ==
        commands{{"xdg-open", kUrl}});
}

TEST_CASE("the first command that can be run is run") {
  CHECK(run_detached({{"/nonexistent/browser"}, {"true"}}));
  CHECK_FALSE(run_detached({{"/nonexistent/browser"}, {"/"}}));
  CHECK_FALSE(run_detached({}));
}

}  // namespace
}  // namespace owlet::app
