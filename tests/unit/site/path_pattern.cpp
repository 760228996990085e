// Tests of site/path_pattern, with a slow model beside it: one that tries everything.
#include "owlet/site/path_pattern.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace owlet::site {
namespace {

// What the captures of a text are, as "name=text name=text"; nothing if it does not match.
std::optional<std::string> matched(std::string_view pattern, const plain_path& subject,
                                   pattern_kind kind = pattern_kind::path) {
  capture_names names;
  path_pattern compiled;
  const auto problem = path_pattern::compile(pattern, kind, names, compiled);
  REQUIRE(!problem);
  captures found;
  if (!compiled.match(subject, found)) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i > 0 ? " " : "") + names[i] + "=" + std::string(found[i].text);
    if (found[i].ends_with_slash) text += "/";
  }
  return text;
}

TEST_CASE("placeholders take as much of their segment as they can, the first one first") {
  CHECK(matched("/:a", {"x"}) == "a=x");
  CHECK(!matched("/:a", {""}));
  CHECK(!matched("/:a", {"x/y"}));
  CHECK(matched("/:a-:b", {"1-2-3"}) == "a=1-2 b=3");
  CHECK(matched("/:a--:b", {"1---3"}) == "a=1- b=3");
  CHECK(!matched("/:a--:b", {"--3"}));
  CHECK(matched("/v:a.:b.html", {"v1.2.html"}) == "a=1 b=2");
  CHECK(matched("/v:a.:b.html", {"v1.html.html"}) == "a=1 b=html");
  CHECK(!matched("/v:a.:b.html", {"v1.html"}));
  CHECK(!matched("/ab:a", {"ab"}));
  CHECK(!matched("/a:x-b", {"a-b"}));
  CHECK(matched("/:year-:month/x", {"2020-01/x"}) == "year=2020 month=01");
  CHECK(matched("/::a:/", {":x:"}) == "a=x");
}

TEST_CASE("a splat takes what is left, slashes and all") {
  CHECK(matched("/*", {"", true}) == "splat=");
  CHECK(matched("/*", {"a/b", true}) == "splat=a/b/");
  CHECK(matched("/a/*", {"a"}) == "splat=");
  CHECK(matched("/a/*", {"a", true}) == "splat=");
  CHECK(!matched("/a/*", {"ab"}));
  CHECK(!matched("/a/*", {"b/a"}));
  CHECK(matched("/*/a", {"x/y/a", true}) == "splat=x/y");
  CHECK(!matched("/*/a", {"a"}));
  CHECK(matched("/*.jpg", {"x/y.jpg"}) == "splat=x/y");
  CHECK(matched("/*.jpg", {".jpg"}) == "splat=");
  CHECK(!matched("/ab*ba", {"aba"}));
  CHECK(matched("/ab*ba", {"abba"}) == "splat=");
  CHECK(matched("/:a/*/:b", {"1/2/3/4"}) == "a=1 splat=2/3 b=4");
  CHECK(!matched("/:a/*/:b", {"1/2"}));
}

TEST_CASE("hosts are matched label by label") {
  const auto host = [](std::string_view pattern, std::string_view text) {
    return matched(pattern, {text, false}, pattern_kind::host);
  };
  CHECK(host("Example.COM", "example.com") == "");
  CHECK(host(":a.example.com", "x.example.com") == "a=x");
  CHECK(!host(":a.example.com", "x.y.example.com"));
  CHECK(host("pr-:n.example.com", "pr-7.example.com") == "n=7");
}

TEST_CASE("a pattern without captures is one path") {
  capture_names names;
  path_pattern compiled;
  REQUIRE(!path_pattern::compile("//a%20b//c/", pattern_kind::path, names, compiled));
  CHECK(compiled.is_static());
  CHECK(compiled.literal() == "a b/c");
  REQUIRE(!path_pattern::compile("/", pattern_kind::path, names, compiled));
  CHECK(compiled.literal().empty());
  REQUIRE(!path_pattern::compile("/a/*", pattern_kind::path, names, compiled));
  CHECK(!compiled.is_static());
}

// Tries everything: ":" is a placeholder and "*" the splat, each a letter of a small pattern.
bool model_matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  const bool is_splat = pattern[0] == '*';
  if (!is_splat && pattern[0] != ':') {
    return !text.empty() && text[0] == pattern[0] &&
           model_matches(pattern.substr(1), text.substr(1));
  }
  for (std::size_t size = is_splat ? 0 : 1; size <= text.size(); ++size) {
    if (!is_splat && text.substr(0, size).find('/') != text.npos) break;
    if (model_matches(pattern.substr(1), text.substr(size))) return true;
  }
  return false;
}

// The number-th text of so many letters of the alphabet, which has no empty segment.
std::optional<std::string> nth_text(std::string_view alphabet, std::size_t size,
                                    std::size_t number) {
  std::string text;
  for (; size > 0; --size, number /= alphabet.size()) text += alphabet[number % alphabet.size()];
  const bool is_normal = !text.starts_with('/') && !text.ends_with('/');
  if (!is_normal || text.find("//") != text.npos) return std::nullopt;
  return text;
}

TEST_CASE("every small pattern matches what the model says, with every small path") {
  constexpr std::string_view kPattern = "a/:*";
  constexpr std::string_view kPath = "a/b";
  std::size_t compared = 0;
  for (std::size_t number = 0; number < 1024; ++number) {
    const auto model = nth_text(kPattern, 5, number);
    if (!model) continue;
    std::string pattern = "/";
    for (std::size_t i = 0; i < model->size(); ++i) {
      pattern += (*model)[i];
      if ((*model)[i] == ':') pattern += "n" + std::to_string(i) + "_";
    }
    capture_names names;
    path_pattern compiled;
    if (pattern.find("_a") != pattern.npos) continue;  // the letter would be part of the name
    if (path_pattern::compile(pattern, pattern_kind::path, names, compiled)) continue;
    for (std::size_t other = 0; other < 729; ++other) {
      const auto path = nth_text(kPath, 6, other);
      if (!path) continue;
      captures found;
      const bool ends_in_splat = model->ends_with("/*");
      const bool expected =
          model_matches(*model, *path) || (ends_in_splat && model_matches(*model, *path + "/"));
      CAPTURE(pattern);
      CAPTURE(*path);
      CHECK(compiled.match({*path, false}, found) == expected);
      ++compared;
    }
  }
  CHECK(compared > 10'000);
}

}  // namespace
}  // namespace owlet::site
