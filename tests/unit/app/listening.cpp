// Tests of app/listening.
#include "owlet/app/listening.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

namespace owlet::app {
namespace {

// What "NAME=VALUE ..." sources say, the weakest first: of the file, the environment and the
// command line.
effective_options options_of(std::string_view file, std::string_view environment,
                             std::string_view command_line) {
  effective_options given;
  const auto take = [&](std::string_view words, option_source source, const std::string& place) {
    std::vector<option_text> texts;
    std::istringstream stream{std::string(words)};
    for (std::string word; stream >> word;) {
      const auto equals = word.find('=');
      texts.push_back(
          {find_option(word.substr(0, equals))->id, word.substr(equals + 1), source, place});
    }
    given.take(texts);
  };
  take(file, option_source::file, "f:1");
  take(environment, option_source::environment, "ENV");
  take(command_line, option_source::command_line, "");
  return given;
}

// "ADDRESS... [admin ADDRESS...] [by default]", or the error.
std::string places(const effective_options& given) {
  settings wanted;
  if (const auto wrong = read_places(given, wanted)) return wrong->message;
  std::string text;
  for (const net::listen_spec& each : wanted.listen) text += each.text() + ' ';
  if (!wanted.admin.empty()) text += "admin ";
  for (const net::listen_spec& each : wanted.admin) text += each.text() + ' ';
  if (wanted.listen_choice == listen_choice::by_default) text += "by default ";
  text.pop_back();
  return text;
}

TEST_CASE("--listen, --host, --port and --admin say together where to listen") {
  struct row {
    std::string_view command_line;
    std::string_view places;
  };
  const row kRows[] = {
      {"", "127.0.0.1:8080 by default"},
      {"admin=127.0.0.1:9", "127.0.0.1:8080 admin 127.0.0.1:9 by default"},
      {"admin=9", "127.0.0.1:8080 admin 127.0.0.1:9 by default"},
      {"admin=9 host=0.0.0.0", "0.0.0.0:8080 admin 127.0.0.1:9"},
      {"admin=9 admin=10 port=1", "127.0.0.1:1 admin 127.0.0.1:9 127.0.0.1:10"},
      {"host=127.0.0.1", "127.0.0.1:8080"},
      {"port=8080", "127.0.0.1:8080"},
      {"listen=127.0.0.1:80", "127.0.0.1:80"},
      {"listen=80", "127.0.0.1:80"},
      {"listen=80 host=0.0.0.0", "0.0.0.0:80"},
      {"listen=80 listen=127.0.0.1:81 host=127.0.0.2", "127.0.0.2:80 127.0.0.1:81"},
      {"listen=127.0.0.1:0 listen=127.0.0.1:0", "127.0.0.1:0 127.0.0.1:0"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.command_line);
    CHECK(places(options_of("", "", each.command_line)) == each.places);
  }
}

TEST_CASE("what a stronger source says of places takes the place of what weaker ones say") {
  struct row {
    std::string_view file, environment, command_line;
    std::string_view places;
  };
  const row kRows[] = {
      {"listen=127.0.0.1:80", "", "port=81", "127.0.0.1:81"},
      {"port=81", "", "listen=127.0.0.1:80", "127.0.0.1:80"},
      {"port=81", "listen=127.0.0.1:80", "", "127.0.0.1:80"},
      {"port=81", "listen=127.0.0.1:80", "port=82", "127.0.0.1:82"},
      {"", "host=0.0.0.0", "listen=127.0.0.1:80", "127.0.0.1:80"},
      {"", "host=0.0.0.0", "listen=80", "0.0.0.0:80"},
      {"listen=80", "", "host=0.0.0.0", "0.0.0.0:80"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.places);
    CHECK(places(options_of(each.file, each.environment, each.command_line)) == each.places);
  }
}

TEST_CASE("places that cannot be meant are errors that name both sides") {
  struct row {
    std::string_view file, command_line;
    std::string_view error;
  };
  const row kRows[] = {
      {"", "listen=80 port=81", "--port 81: it has no meaning beside --listen 80, "},
      {"port=81 listen=80", "", "f:1: port 81: it has no meaning beside f:1: listen 80, "},
      {"", "listen=127.0.0.1:80 host=0.0.0.0", "--host 0.0.0.0: it has no meaning beside "},
      {"listen=127.0.0.1:80", "host=0.0.0.0", "--host 0.0.0.0: it has no meaning beside f:1: "},
      {"", "listen=80 host=127.0.0.1 host=::1",
       "--listen 80: it may be of --host 127.0.0.1 or of --host ::1: give HOST:PORT for each"},
      {"", "listen=80 host=example.com", "--host example.com: give a numeric"},
      {"", "host=1.2.3", "--host 1.2.3: give a numeric"},
      {"", "port=65536", "--port 65536: give a number from 0 to 65535"},
      {"port=x", "", "f:1: port x: give a number from 0 to 65535"},
      {"", "listen=example.com:80", "--listen example.com:80: "},
      {"", "listen=", "--listen '': "},
      {"admin=nothing", "", "f:1: admin nothing: "},
      {"", "host=127.0.0.1 host=localhost",
       "--host localhost: --host 127.0.0.1 is the same place: keep one of them"},
      {"", "listen=127.0.0.1:80 listen=80",
       "--listen 80: --listen 127.0.0.1:80 is the same place: keep one of them"},
      {"listen=127.0.0.1:80", "admin=80",
       "--admin 80: f:1: listen 127.0.0.1:80 is the same place: keep one of them"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.error);
    const std::string error = places(options_of(each.file, "", each.command_line));
    CAPTURE(error);
    CHECK(error.starts_with(each.error));
  }
}

TEST_CASE("a host is used where a port stands alone") {
  CHECK(is_host_used(options_of("", "", "")));
  CHECK(is_host_used(options_of("", "", "listen=80")));
  CHECK(is_host_used(options_of("", "", "listen=127.0.0.1:80 listen=80,proxy")));
  CHECK_FALSE(is_host_used(options_of("", "", "listen=127.0.0.1:80")));
  CHECK_FALSE(is_host_used(options_of("", "", "listen=unix:80")));
  CHECK_FALSE(is_host_used(options_of("", "", "listen=,proxy")));
}

}  // namespace
}  // namespace owlet::app
