// Tests of app/site_values; those of the cache and of entity tags are in option_values and options.
#include "owlet/app/site_values.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace owlet::app {
namespace {

using namespace std::chrono_literals;

struct reading {
  site::options site;
  std::string error;
};

// The settings with one line of a file for each value.
reading read_all(option_id id, const std::vector<std::string>& values) {
  std::vector<option_text> texts;
  for (const std::string& each : values) texts.push_back({id, each, option_source::file, "f:1"});
  effective_options given;
  given.take(texts);
  reading result;
  if (const auto wrong = read_site_values(given, result.site)) result.error = wrong->message;
  return result;
}

reading read(option_id id, const std::string& value) { return read_all(id, {value}); }

TEST_CASE("the defaults of the table are those of a site") {
  site::options read;
  REQUIRE_FALSE(read_site_values(effective_options(), read));
  const site::options plain;
  CHECK(read.files.cache_control == plain.files.cache_control);
  CHECK(read.files.charset == plain.files.charset);
  CHECK(read.dotfiles == plain.dotfiles);
  CHECK(read.follow == plain.follow);
  CHECK(read.clean_urls == plain.clean_urls);
  CHECK(read.fallback == plain.fallback);
  CHECK(read.prefix == plain.prefix);
  CHECK(read.keep_previous == plain.keep_previous);
  CHECK(read.previous_root == plain.previous_root);
  CHECK(read.fields.is_empty());
  CHECK(read.respond.empty());
  CHECK(read.cors == plain.cors);
  CHECK(read.security == plain.security);
}

TEST_CASE("each text sets its field of the site") {
  CHECK(read(option_id::cache_control, " no-store ").site.files.cache_control == "no-store");
  CHECK(read(option_id::cache_control, "").site.files.cache_control == "");
  CHECK(read(option_id::dotfiles, "yes").site.dotfiles == site::dotfile_use::served);
  CHECK(read(option_id::charset, "utf-8").site.files.charset == "utf-8");
  CHECK(read(option_id::clean_urls, "yes").site.clean_urls == site::clean_urls::on);
  CHECK(read(option_id::keep_previous, "0.5").site.keep_previous == 30s);
  CHECK(read(option_id::keep_previous, "0").site.keep_previous == 0s);
  CHECK(read(option_id::previous_root, "old").site.previous_root == "old");
  CHECK(read(option_id::cors, "on").site.cors == site::cross_origin::allowed);
  CHECK(read(option_id::security_headers, "1").site.security == site::security_preset::on);
}

TEST_CASE("directories that links may lead into are made absolute, and add up") {
  const std::string here = std::filesystem::current_path().string();
  const auto both = read_all(option_id::follow, {"/srv/shared", "here"});
  CHECK(both.site.follow == std::vector<std::string>{"/srv/shared", here + "/here"});
}

struct path_case {
  std::string text;
  std::string path;
};

TEST_CASE("a fallback is a path beneath the root") {
  for (const auto& each : std::vector<path_case>{{"index.html", "index.html"},
                                                 {"/index.html", "index.html"},
                                                 {"app/a b/200%.html", "app/a b/200%.html"},
                                                 {"a../b..c", "a../b..c"},
                                                 {"index", "index"}}) {
    CAPTURE(each.text);
    CHECK(read(option_id::fallback, each.text).site.fallback == each.path);
    CHECK(read(option_id::fallback, each.text).error.empty());
  }
}

TEST_CASE("a prefix has a slash in front and none at its end") {
  for (const auto& each : std::vector<path_case>{{"/", ""},
                                                 {"/app", "/app"},
                                                 {"/app/", "/app"},
                                                 {"/a/b", "/a/b"},
                                                 {"/a b/", "/a b"},
                                                 {"/.x/..y/z..", "/.x/..y/z.."},
                                                 {"/gr\xC3\xB6\xC3\x9F"
                                                  "e",
                                                  "/gr\xC3\xB6\xC3\x9F"
                                                  "e"}}) {
    CAPTURE(each.text);
    CHECK(read(option_id::prefix, each.text).site.prefix == each.path);
    CHECK(read(option_id::prefix, each.text).error.empty());
  }
}

TEST_CASE("fields add up, without the space around their names and values") {
  const auto given =
      read_all(option_id::header, {"X-A: 1", "x-a:2", " X-B :  a: b=c, d\t", "Set-Cookie: a=1",
                                   "Content-Security-Policy: x 'y'"});
  CHECK(given.error.empty());
  CHECK(given.site.fields.value("X-A") == "1, 2");
  CHECK(given.site.fields.value("X-B") == "a: b=c, d");
  CHECK(given.site.fields.value("Set-Cookie") == "a=1");
  CHECK(given.site.fields.value("Content-Security-Policy") == "x 'y'");
}

TEST_CASE("a text that means nothing to a site is told with its place, its value and the remedy") {
  struct row {
    option_id id;
    std::vector<std::string> values;
    std::string_view remedy;
  };
  const row kRows[] = {
      {option_id::follow, {""}, "give a path that is not empty"},
      {option_id::previous_root, {""}, "give a path that is not empty"},
      {option_id::charset,
       {"", "utf 8", "utf-8;", "\"utf-8\"", "utf-8\r", "a/b", "a=b", "\xC3\xBC"},
       "give the name of a character set, as in utf-8"},
      {option_id::fallback,
       {"", "/", "//index.html", "index.html/", "a//b", "..", "../a", "a/../b", ".", "./a",
        ".hidden", "a/.b/c", "/.well-known/a", "a/.."},
       "give a file by its path beneath the root, as in index.html"},
      {option_id::prefix,
       {"", "app", "app/", "//", "//app", "/app//", "/a//b", "/..", "/a/../b", "/a/.", "/./a",
        "/a%20b", "/a?b", "/a#b", "/a\tb", "/a\nb", "/a\x7f", "http://a/b"},
       "give a path such as /app, as it is without escapes"},
      {option_id::keep_previous, {"", "-1", "x", "1441", "5m", "nan"}, "give minutes, from 0 to "},
      {option_id::clean_urls, {"", "maybe"}, "give true, yes, on or 1, or false, no, off or 0"},
      {option_id::cors, {"*"}, "give true, yes, on or 1, or false, no, off or 0"},
      {option_id::security_headers, {"2"}, "give true, yes, on or 1, or false, no, off or 0"},
      {option_id::header, {"", "X-A", "X-A 1"}, "write Name: value"},
      {option_id::header,
       {":", ": 1", " : 1", "X A: 1", "X(A): 1", "X-\xC3\xBC: 1", "X\r\nA: 1"},
       "a name has letters, digits and hyphens: write Name: value"},
      {option_id::header, {"X-A:", "X-A: \t"}, "there is no value: write Name: value"},
      {option_id::header,
       {"X-A: a\r\nX-B: b", "X-A: a\nb", "X-A: \x01", "X-A: \x7f"},
       "a field cannot have control characters in it: take them out"},
      {option_id::header,
       {"Content-Length: 5", "transfer-encoding: chunked", "Connection: close", "Upgrade: h2c"},
       "this belongs to the connection, and is owlet's: leave it out"},
      {option_id::header, {"ETag: \"1\"", "Server: x"}, "owlet says this of what it sends: leave "},
      {option_id::header, {"location: /"}, "redirects stand in _redirects: write a rule there"},
      {option_id::cache_control, {"a\nb"}, "a field cannot have control characters in it"},
  };
  for (const row& each : kRows) {
    for (const std::string& value : each.values) {
      CAPTURE(row_of(each.id).name);
      CAPTURE(value);
      const std::string what = "f:1: " + std::string(row_of(each.id).name) + ' ';
      const std::string error = read(each.id, value).error;
      CAPTURE(error);
      CHECK(error.starts_with(what + (value.empty() ? "''" : value) + ": " +
                              std::string(each.remedy)));
    }
  }
}

TEST_CASE("fixed answers are kept in the order in which they are given") {
  const auto good = read_all(option_id::respond, {"/healthz=ok", "* 503 text/html any=<p>"});
  CHECK(good.error.empty());
  CHECK(good.site.respond == std::vector<std::string>{"/healthz=ok", "* 503 text/html any=<p>"});
}

TEST_CASE("a fixed answer that means nothing is named by its beginning, with the remedy") {
  CHECK(read(option_id::respond, "/a 204=x").error ==
        "f:1: respond /a 204=x: status 204: it has no content: end with the =");
  const std::string error = read(option_id::respond, "/a 99=" + std::string(5000, 'x')).error;
  CHECK(error.size() < 300);
  CHECK(error.ends_with("xxx...: status 99: give a final one, from 200 to 599"));
}

}  // namespace
}  // namespace owlet::app
