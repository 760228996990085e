// Tests of app/option_values; those of the values that the command line had first are in options.
#include "owlet/app/option_values.h"

#include <doctest/doctest.h>

#include <string>

#include "../support.h"

namespace owlet::app {
namespace {

using namespace std::chrono_literals;

struct reading {
  app::settings settings;
  std::string error;
};

// The settings with one line of a file.
reading read(option_id id, const std::string& value) {
  effective_options given;
  given.take({{id, value, option_source::file, "f:1"}});
  reading result;
  if (const auto wrong = read_settings(given, result.settings)) result.error = wrong->message;
  return result;
}

TEST_CASE("the defaults of the table are those of the settings") {
  settings read;
  REQUIRE_FALSE(read_settings(effective_options(), read));
  const settings plain;
  CHECK(read.server.root == plain.server.root);
  CHECK(read.server.timeout == plain.server.timeout);
  CHECK(read.server.site.files.hash_limit == plain.server.site.files.hash_limit);
  CHECK(read.server.site.cache.entries == plain.server.site.cache.entries);
  CHECK(read.server.site.cache.bytes == plain.server.site.cache.bytes);
  CHECK(read.server.log.target == plain.server.log.target);
  CHECK(read.server.log.format == plain.server.log.format);
  CHECK(read.server.debug == plain.server.debug);
  CHECK(read.server.drain_delay == plain.server.drain_delay);
  CHECK(read.server.drain_timeout == plain.server.drain_timeout);
  CHECK(read.server.trusted_proxies.empty());
  CHECK(read.listen.size() == 1);
  CHECK(read.listen_choice == plain.listen_choice);
  CHECK(read.admin.empty());
  CHECK(read.workers == plain.workers);
  CHECK(read.ground == plain.ground);
  CHECK(read.browser == plain.browser);
  CHECK(read.pid_file == plain.pid_file);
  CHECK(read.user == plain.user);
  CHECK(read.group == plain.group);
  CHECK(read.message_style == plain.message_style);
  CHECK(read.message_level == plain.message_level);
}

TEST_CASE("each text sets its field") {
  CHECK(read(option_id::workers, "auto").settings.workers == 0);
  CHECK(read(option_id::workers, "1").settings.workers == 1);
  CHECK(read(option_id::workers, "1024").settings.workers == 1024);
  CHECK(read(option_id::daemon, "yes").settings.ground == foreground::leave);
  CHECK(read(option_id::pidfile, "/run/p").settings.pid_file == "/run/p");
  CHECK(read(option_id::user, "www").settings.user == "www");
  CHECK(read(option_id::group, "33").settings.group == "33");
  CHECK(read(option_id::drain_delay, "0.5").settings.server.drain_delay == 500ms);
  CHECK(read(option_id::drain_timeout, "0").settings.server.drain_timeout == 0s);
  CHECK(read(option_id::log, "syslog:").settings.server.log.target == "syslog:");
  CHECK(read(option_id::debug, "on").settings.server.debug == server::debug_output::on);
  CHECK(read(option_id::no_cache, "1").settings.server.site.cache.entries == 0);
  CHECK(read(option_id::no_cache, "0").settings.server.site.cache.entries == 4096);
  using server::log_format;
  CHECK(read(option_id::log_format, "common").settings.server.log.format == log_format::common);
  CHECK(read(option_id::log_format, "combined").settings.server.log.format == log_format::combined);
  CHECK(read(option_id::log_format, "json").settings.server.log.format == log_format::json);
  using base::message_level;
  using base::message_style;
  CHECK(read(option_id::message_format, "text").settings.message_style == message_style::text);
  CHECK(read(option_id::message_format, "json").settings.message_style == message_style::json);
  CHECK(read(option_id::message_level, "error").settings.message_level == message_level::error);
  CHECK(read(option_id::message_level, "warning").settings.message_level == message_level::warning);
  CHECK(read(option_id::message_level, "notice").settings.message_level == message_level::notice);
  CHECK(read(option_id::message_level, "debug").settings.message_level == message_level::debug);
}

TEST_CASE("a text that means nothing is told with its place, its value and the remedy") {
  struct row {
    option_id id;
    std::vector<std::string> values;
    std::string_view remedy;
  };
  const std::vector<std::string> kNoSeconds{"", "-1", "x", "5s", "86401", "nan", "inf", "1e999"};
  const row kRows[] = {
      {option_id::root, {""}, "give a path that is not empty"},
      {option_id::pidfile, {""}, "give a path that is not empty"},
      {option_id::log, {""}, "give a path that is not empty"},
      {option_id::user, {""}, "give a name or a number"},
      {option_id::group, {""}, "give a name or a number"},
      {option_id::workers,
       {"", "0", "-1", "+1", "1025", "1.5", "two", "Auto", "99999999999"},
       "give a number from 1 to 1024, or auto for one for each usable CPU"},
      {option_id::timeout, {"0", "0.0009"}, "give seconds, from 0.001 to 86400"},
      {option_id::timeout, kNoSeconds, "give seconds, from 0.001 to 86400"},
      {option_id::drain_delay, kNoSeconds, "give seconds, from 0 to 86400"},
      {option_id::drain_timeout, kNoSeconds, "give seconds, from 0 to 86400"},
      {option_id::log_format,
       {"", "apache", "JSON", "common|combined", "commo"},
       "give one of common|combined|json"},
      {option_id::message_format, {"", "xml"}, "give one of text|json"},
      {option_id::message_level, {"", "info"}, "give one of error|warning|notice|debug"},
      {option_id::daemon, {"", "maybe", "2", "Yes", "TRUE"}, "give true, yes, on or 1, or false, "},
      {option_id::debug, {"maybe"}, "give true, yes, on or 1, or false, no, off or 0"},
      {option_id::no_cache, {"maybe"}, "give true, yes, on or 1, or false, no, off or 0"},
      {option_id::trust_proxy, {"", "nobody", "10.0.0.0/99"}, "give an address, a range as "},
  };
  for (const row& each : kRows) {
    for (const std::string& value : each.values) {
      CAPTURE(row_of(each.id).name);
      CAPTURE(value);
      const std::string what = "f:1: " + std::string(row_of(each.id).name) + ' ';
      const std::string error = read(each.id, value).error;
      CHECK(error.starts_with(what + (value.empty() ? "''" : value) + ": " +
                              std::string(each.remedy)));
    }
  }
}

TEST_CASE("a daemon that is to log to standard output is a contradiction") {
  effective_options given;
  given.take({{option_id::daemon, "yes", option_source::file, "f:1"}});
  given.take({{option_id::log, "-", option_source::command_line}});
  settings wanted;
  const auto wrong = read_settings(given, wanted);
  REQUIRE(wrong);
  CHECK(wrong->message == "--log -: a daemon has no standard output (f:1: daemon): give a file");
}

TEST_CASE("a fallback that is not there is doubtful") {
  const testing::temporary_directory root;
  settings wanted;
  wanted.server.root = root.path();
  CHECK(doubts_about(wanted).empty());
  wanted.server.site.fallback = "index.html";
  REQUIRE(doubts_about(wanted).size() == 1);
  CHECK(doubts_about(wanted).front().starts_with("--fallback index.html: there is no such file"));
  root.write("index.html", "<p>");
  CHECK(doubts_about(wanted).empty());
}

TEST_CASE("a listener of PROXY headers that trusts nobody is doubtful") {
  settings wanted;
  wanted.listen.push_back({.place = net::tcp_place{.where = *net::endpoint::parse("::1", 1)}});
  CHECK(doubts_about(wanted).empty());
  wanted.listen.front().has_proxy_header = true;
  REQUIRE(doubts_about(wanted).size() == 1);
  CHECK(doubts_about(wanted).front().find("--trust-proxy") != std::string::npos);
  wanted.server.trusted_proxies.emplace_back();
  CHECK(doubts_about(wanted).empty());
}

TEST_CASE("a browser is refused where all that there is are unix sockets") {
  CHECK(read(option_id::open, "yes").settings.browser == browser_use::open);
  const auto read_both = [](const std::vector<std::string>& places) {
    std::vector<option_text> texts{{option_id::open, "true", option_source::command_line}};
    for (const std::string& each : places) {
      texts.push_back({option_id::listen, each, option_source::command_line});
    }
    effective_options given;
    given.take(texts);
    settings wanted;
    const auto wrong = read_settings(given, wanted);
    return wrong ? wrong->message : std::string();
  };
  CHECK(read_both({"unix:/run/s"}) ==
        "--open true: a browser cannot speak with unix:/run/s: listen at a TCP address, too");
  CHECK(read_both({"unix:/run/s", "127.0.0.1:80"}).empty());
  CHECK(read_both({"fd:3"}).empty());
}

}  // namespace
}  // namespace owlet::app
