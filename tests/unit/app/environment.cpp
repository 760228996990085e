// Tests of app/environment.
#include "owlet/app/environment.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::app {
namespace {

// "VARIABLE NAME=[VALUE]" of each text and "(WARNING)" of each warning, or the error.
std::string describe(const std::vector<const char*>& variables) {
  std::vector<const char*> environment(variables);
  environment.push_back(nullptr);
  const auto result = read_environment(environment.data());
  if (const auto* error = std::get_if<usage_error>(&result)) return error->message;
  const auto& read = std::get<environment_texts>(result);
  std::string all;
  for (const option_text& each : read.texts) {
    CHECK(each.source == option_source::environment);
    all += each.place + ' ' + std::string(row_of(each.id).name) + "=[" + each.value + "] ";
  }
  for (const std::string& each : read.warnings) all += '(' + each + ") ";
  if (!all.empty()) all.pop_back();
  return all;
}

TEST_CASE("variables that are called as options say what those say") {
  struct row {
    std::vector<const char*> variables;
    std::string_view texts;
  };
  const row kRows[] = {
      {{}, ""},
      {{"PATH=/bin", "ROOT=/srv", "owlet_root=/srv", "OWLETROOT=/srv"}, ""},
      {{"OWLET_ROOT=/srv"}, "OWLET_ROOT root=[/srv]"},
      {{"OWLET_ROOT=a=b c"}, "OWLET_ROOT root=[a=b c]"},
      {{"OWLET_CACHE_SIZE=1M", "OWLET_NO_CACHE=no"},
       "OWLET_CACHE_SIZE cache-size=[1M] OWLET_NO_CACHE no-cache=[no]"},
      {{"OWLET_WORKERS_COUNT=2"}, "OWLET_WORKERS_COUNT workers=[2]"},
      {{"OWLET_WORKERS_COUNT=2", "OWLET_WORKERS="}, "OWLET_WORKERS_COUNT workers=[2]"},
      {{"OWLET_LISTEN=80,dual  unix:/a\t\n81 "},
       "OWLET_LISTEN listen=[80,dual] OWLET_LISTEN listen=[unix:/a] OWLET_LISTEN listen=[81]"},
      {{"OWLET_HOST= "}, ""},
      // fields have white space in them: a line each
      {{"OWLET_HEADER=X-A: a b\r\n\n  X-B:\tc \n"},
       "OWLET_HEADER header=[X-A: a b] OWLET_HEADER header=[  X-B:\tc ]"},
      {{"OWLET_CONFIG=a b", "OWLET_CHECK=1"},
       "OWLET_CONFIG config=[a] OWLET_CONFIG config=[b] OWLET_CHECK check=[1]"},
      {{"OWLET_PORT=1", "OWLET_PORT=2"}, "OWLET_PORT port=[1]"},
      {{"OWLET_PORT=", "OWLET_PORT=2"}, ""},
      // empty: as good as none
      {{"OWLET_ROOT=", "OWLET_NO_CACHE=", "OWLET_NOTHING="}, ""},
      // they ask for nothing
      {{"OWLET_VERSION=1.2", "OWLET_HELP=1"}, ""},
      // those of a service of Kubernetes
      {{"OWLET_PORT=tcp://10.0.0.1:80", "OWLET_PORT_80_TCP_ADDR=10.0.0.1", "OWLET_SERVICE_PORT=80",
        "OWLET_SERVICE_HOST=10.0.0.1"},
       ""},
  };
  for (const row& each : kRows) {
    CAPTURE(each.texts);
    CHECK(describe(each.variables) == each.texts);
  }
  CHECK(std::get<environment_texts>(read_environment(nullptr)).texts.empty());
}

TEST_CASE("a variable that may be a mistake is told") {
  CHECK(describe({"OWLET_PROT=80"}) == "(OWLET_PROT: no option has this name; is it OWLET_PORT?)");
  CHECK(describe({"OWLET_NOCACHE=1"}) ==
        "(OWLET_NOCACHE: no option has this name; is it OWLET_NO_CACHE?)");
  CHECK(describe({"OWLET_=1"}) == "(OWLET_: no option has this name)");
  CHECK(describe({"OWLET_WEATHER=fine"}) == "(OWLET_WEATHER: no option has this name)");
  CHECK(describe({"OWLET_WORKERS=1", "OWLET_WORKERS_COUNT=2"}) ==
        "OWLET_WORKERS: OWLET_WORKERS_COUNT says the same: unset one of them");
}

}  // namespace
}  // namespace owlet::app
