// Tests of app/config_file.
#include "owlet/app/config_file.h"

#include <doctest/doctest.h>

#include <string>

#include "../support.h"

namespace owlet::app {
namespace {

// "PLACE NAME=[VALUE]" of each text, or the error.
std::string describe(const config_result& result) {
  if (const auto* error = std::get_if<usage_error>(&result)) return error->message;
  std::string all;
  for (const option_text& each : std::get<std::vector<option_text>>(result)) {
    if (!all.empty()) all += ' ';
    all += each.place + ' ' + std::string(row_of(each.id).name) + "=[" + each.value + ']';
    CHECK(each.source == option_source::file);
  }
  return all;
}

TEST_CASE("a file is lines of name = value, with comments and white space") {
  using namespace std::string_literals;
  struct row {
    std::string content;
    std::string_view texts;
  };
  const row kRows[] = {
      {"", ""},
      {"\n\n", ""},
      {"# a comment\n  # another\n\t#\n", ""},
      {"root = /srv", "f:1 root=[/srv]"},
      {"root=/srv\n", "f:1 root=[/srv]"},
      {"\n  root\t=\t/srv \t \n", "f:2 root=[/srv]"},
      {"root = /srv\r\nport = 80\r\n", "f:1 root=[/srv] f:2 port=[80]"},
      {"\xEF\xBB\xBFroot = /srv", "f:1 root=[/srv]"},
      {"root = /srv # here", "f:1 root=[/srv]"},
      {"root = /srv/a#b", "f:1 root=[/srv/a#b]"},
      {"root = #nothing", "f:1 root=[]"},
      {"root = a=b", "f:1 root=[a=b]"},
      {"root = /srv/a b", "f:1 root=[/srv/a b]"},
      {"root = /srv/gr\xC3\xBC\xC3\x9F"
       "e",
       "f:1 root=[/srv/gr\xC3\xBC\xC3\x9F"
       "e]"},
      {"root = a\"b\"", "f:1 root=[a\"b\"]"},
      {"root = a\\nb", "f:1 root=[a\\nb]"},
      {"root = \" /srv # \"", "f:1 root=[ /srv # ]"},
      {"root = \"\\\"\\\\\\n\\r\\t\\x01\\xff\" # why", "f:1 root=[\"\\\n\r\t\x01\xff]"},
      {"root = \"\"", "f:1 root=[]"},
      {"root = \"a\"#b", "f:1 root=[a]"},
      {"workers_count = 2", "f:1 workers=[2]"},
      {"no-cache = yes", "f:1 no-cache=[yes]"},
      {"host = ::1\nhost = 127.0.0.1", "f:1 host=[::1] f:2 host=[127.0.0.1]"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.content);
    CHECK(describe(parse_config(each.content, "f")) == each.texts);
  }
}

TEST_CASE("what is wrong in a file is told with its line") {
  using namespace std::string_literals;
  struct row {
    std::string content;
    std::string_view error;
  };
  const row kRows[] = {
      {"root /srv", "f:1: root /srv: write name = value"},
      {"\n[section] # ini", "f:2: [section]: write name = value"},
      {"root # = x", "f:1: root: write name = value"},
      {"# x\n\nprot = 80", "f:3: prot: no option has this name; is it port?"},
      {"--port = 80", "f:1: --port: no option has this name; is it port?"},
      {"cache_size = 80", "f:1: cache_size: no option has this name; is it cache-size?"},
      {"Root = .", "f:1: Root: no option has this name; is it root?"},
      {"zzz = 80", "f:1: zzz: no option has this name; owlet --help lists them"},
      {"- = 80", "f:1: -: no option has this name; owlet --help lists them"},
      {"= 80", "f:1: '': no option has this name; owlet --help lists them"},
      {"port = 1\n\nport = 2", "f:3: port: it is at f:1 already: keep one of them"},
      {"workers = 1\nworkers_count = 1", "f:2: workers: it is at f:1 already: keep one of them"},
      {"config = g", "f:1: config: give it on the command line or in the environment"},
      {"check = yes", "f:1: check: give it on the command line or in the environment"},
      {"help = yes", "f:1: help: give it on the command line"},
      {"version = yes", "f:1: version: give it on the command line"},
      {"root = a\0b"s, "f:1: a byte of 0: give a file of text"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.content);
    CHECK(describe(parse_config(each.content, "f")) == each.error);
  }
  for (const std::string value : {"\"", "\"a", "\"a\\", "\"a\\\"", "\"a\" b", "\"a\"b", "\"\\q\"",
                                  "\"\\x0\"", "\"\\x00\"", "\"\\xzz\""}) {
    CAPTURE(value);
    const std::string error = describe(parse_config("\nroot = " + value, "f"));
    CHECK(error.starts_with("f:2: root " + value + ": end the quotes"));
  }
}

TEST_CASE("a value in quotes is read back as it was") {
  for (unsigned byte = 1; byte < 256; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    for (const std::string& value : {one, one + 'a', 'a' + one, 'a' + one + 'b', "a " + one}) {
      CAPTURE(value);
      const auto read = parse_config("root = " + quote_value(value) + "  # why", "f");
      CHECK(describe(read) == "f:1 root=[" + value + ']');
    }
  }
  CHECK(quote_value("") == "\"\"");
  CHECK(quote_value("/srv/a b#c\"d") == "/srv/a b#c\"d");
}

TEST_CASE("a file is read whole, up to its bound, and a failure names it") {
  const testing::temporary_directory directory;
  const auto read = [&](const std::string& name) {
    return describe(read_config_file({.id = option_id::config,
                                      .value = directory.path(name),
                                      .source = option_source::environment,
                                      .place = "OWLET_CONFIG"}));
  };
  const std::string last = "root = x";
  directory.write("most", std::string(kMaxConfigBytes - last.size(), '\n') + last);
  CHECK(read("most").ends_with(":" + std::to_string(kMaxConfigBytes - last.size() + 1) +
                               " root=[x]"));
  directory.write("more", std::string(kMaxConfigBytes + 1, '\n'));
  CHECK(read("more") ==
        "OWLET_CONFIG " + directory.path("more") + ": too long; give at most 1048576 bytes");
  CHECK(read("none") == "OWLET_CONFIG " + directory.path("none") +
                            ": No such file or directory; give a file that can be read");
  directory.make_directory("folder");
  CHECK(read("folder") == "OWLET_CONFIG " + directory.path("folder") +
                              ": Is a directory; give a file that can be read");
  CHECK(describe(read_config_file({.id = option_id::config, .value = "/dev/zero"})) ==
        "--config /dev/zero: too long; give at most 1048576 bytes");
}

}  // namespace
}  // namespace owlet::app
