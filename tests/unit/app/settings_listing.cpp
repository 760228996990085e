// Tests of app/settings_listing.
#include "owlet/app/settings_listing.h"

#include <doctest/doctest.h>

#include <string>

#include "owlet/app/config_file.h"

namespace owlet::app {
namespace {

using texts = std::vector<option_text>;

// The line about an option, without the spaces that align its comment.
std::string line_of(const std::string& listing, const std::string& start) {
  const auto at = ("\n" + listing).find("\n" + start);
  if (at == std::string::npos) return "no line " + start;
  const std::string line = listing.substr(at, listing.find('\n', at) - at);
  const auto comment = line.rfind(" # ");
  return line.substr(0, line.find_last_not_of(' ', comment) + 1) + line.substr(comment);
}

TEST_CASE("each value is listed with where it came from") {
  effective_options given;
  given.take({{option_id::root, "/srv # 1", option_source::file, "f:1"},
              {option_id::host, "::1", option_source::file, "f:2"},
              {option_id::host, "127.0.0.1", option_source::file, "f:3"}});
  given.take({{option_id::no_cache, "yes", option_source::environment, "OWLET_NO_CACHE"},
              {option_id::config, "f", option_source::environment, "OWLET_CONFIG"}});
  given.take({{option_id::port, "0", option_source::command_line}});
  const std::string listing = list_settings(given);
  CHECK(line_of(listing, "root") == "root = \"/srv # 1\" # f:1");
  CHECK(listing.find("\nhost = ::1 ") < listing.find("\nhost = 127.0.0.1 "));
  CHECK(line_of(listing, "no-cache") == "no-cache = yes # OWLET_NO_CACHE");
  CHECK(line_of(listing, "port") == "port = 0 # command line");
  CHECK(line_of(listing, "timeout") == "timeout = 30 # default");
  CHECK(line_of(listing, "# pidfile") == "# pidfile = # default");
  CHECK(line_of(listing, "# config") == "# config = f # OWLET_CONFIG");
  CHECK(listing.find("check") == std::string::npos);
}

TEST_CASE("the place to listen at is a comment where nobody asked for it or nothing uses it") {
  effective_options given;
  CHECK(line_of(list_settings(given), "# host") == "# host = 127.0.0.1 # default");
  CHECK(line_of(list_settings(given), "# port") == "# port = 8080 # default");
  CHECK(line_of(list_settings(given), "# listen") == "# listen = # default");
  given.take({{option_id::host, "::1", option_source::environment, "OWLET_HOST"}});
  CHECK(line_of(list_settings(given), "host") == "host = ::1 # OWLET_HOST");
  given.take({{option_id::listen, "127.0.0.1:80", option_source::command_line}});
  CHECK(line_of(list_settings(given), "# host") == "# host = ::1 # OWLET_HOST, not used");
  CHECK(line_of(list_settings(given), "# port") == "# port = 8080 # default, not used");
  given.take({{option_id::listen, "80", option_source::command_line}});
  CHECK(line_of(list_settings(given), "host") == "host = ::1 # OWLET_HOST");
}

// The listing, with every origin cut off.
std::string without_origins(const std::string& listing) {
  std::string bare;
  std::size_t at = 0;
  while (at < listing.size()) {
    const auto end = listing.find('\n', at);
    const std::string line = listing.substr(at, end - at);
    if (!line.starts_with('#')) bare += line.substr(0, line.rfind("  # ")) + '\n';
    at = end + 1;
  }
  return bare;
}

TEST_CASE("a listing is a file of options that says the same") {
  const std::vector<texts> kCases = {
      {},
      {{option_id::root, " a\n#\"\\ b\x01 ", option_source::command_line},
       {option_id::log, "\"quoted\"", option_source::command_line},
       {option_id::user, "#1", option_source::file, "odd\nname:1"}},
      {{option_id::listen, "80", option_source::command_line},
       {option_id::listen, "127.0.0.1:81", option_source::command_line},
       {option_id::host, "::1", option_source::environment, "OWLET_HOST"}},
      {{option_id::no_cache, "yes", option_source::command_line},
       {option_id::check, "true", option_source::command_line},
       {option_id::config, "/etc/owlet.conf", option_source::command_line}},
  };
  for (const texts& each : kCases) {
    effective_options given;
    given.take(each);
    const std::string listing = list_settings(given);
    CAPTURE(listing);
    const auto read = parse_config(listing, "f");
    if (const auto* wrong = std::get_if<usage_error>(&read)) FAIL(wrong->message);
    effective_options again;
    again.take(std::get<texts>(read));
    CHECK(without_origins(list_settings(again)) == without_origins(listing));
    CHECK(again.is_said(option_id::listen) == given.is_said(option_id::listen));
    CHECK(again.is_said(option_id::host) == given.is_said(option_id::host));
    CHECK(again.is_said(option_id::port) == given.is_said(option_id::port));
    for (const option_id id : {option_id::root, option_id::log, option_id::user}) {
      if (given.text(id) != nullptr) CHECK(again.text(id)->value == given.text(id)->value);
    }
  }
}

}  // namespace
}  // namespace owlet::app
