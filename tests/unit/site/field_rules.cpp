// Tests of site/field_rules.
#include "owlet/site/field_rules.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace owlet::site {
namespace {

header_rules compiled(std::string_view text) {
  rule_problems problems;
  header_rules rules = header_rules::parse(text, problems);
  REQUIRE(problems.is_empty());
  return rules;
}

header_request about(std::string_view path, std::string_view file = {},
                     std::string_view host = "a.example") {
  return {.path = {path, false}, .file = file, .host = host};
}

std::string value_of(const header_changes* changes, std::string_view name) {
  return changes == nullptr ? "(nothing)" : std::string(changes->value(name));
}

TEST_CASE("where nothing is set and no rule applies, nothing is to be changed") {
  field_rules fields{options()};
  CHECK(fields.for_all() == nullptr);
  CHECK(fields.find({}, 1, about("a")) == nullptr);
  CHECK(fields.for_preflight(nullptr) == nullptr);
  const header_rules rules = compiled("/a\n  X: 1\n");
  CHECK(fields.find(rules, 1, about("b")) == nullptr);
  CHECK(fields.find(rules, 1, about("b")) == nullptr);
  CHECK(value_of(fields.find(rules, 1, about("a")), "X") == "1");
}

TEST_CASE("rules win over --header, and that over the presets") {
  options how;
  how.security = security_preset::on;
  how.fields.set("X-Frame-Options", "option");
  how.fields.set("Referrer-Policy", "option");
  field_rules fields{how};
  const header_rules rules = compiled("/a\n  x-frame-options: rule\n/b\n  ! Referrer-Policy\n");
  CHECK(value_of(fields.find(rules, 1, about("a")), "X-Frame-Options") == "rule");
  CHECK(value_of(fields.find(rules, 1, about("a")), "Referrer-Policy") == "option");
  CHECK(value_of(fields.find(rules, 1, about("a")), "X-Content-Type-Options") == "nosniff");
  CHECK(value_of(fields.find(rules, 1, about("b")), "Referrer-Policy").empty());
  CHECK(fields.find(rules, 1, about("b"))->replaces("Referrer-Policy"));
  CHECK(value_of(fields.for_all(), "X-Frame-Options") == "option");
}

TEST_CASE("what is remembered is of one path, file, host and version") {
  field_rules fields{options()};
  const header_rules one =
      compiled("/a/*\n  X: :splat\n/*.html\n  F: 1\nhttps://b.example/*\n  H: 1\n");
  const header_rules other = compiled("/a/*\n  X: other\n");
  for (int round = 0; round < 2; ++round) {
    CHECK(value_of(fields.find(one, 1, about("a/1")), "X") == "1");
    CHECK(value_of(fields.find(one, 1, about("a/2")), "X") == "2");
    CHECK(value_of(fields.find(one, 1, about("a/1", "i.html")), "F") == "1");
    CHECK(value_of(fields.find(one, 1, about("a/1", "i.txt")), "F").empty());
    CHECK(value_of(fields.find(one, 1, about("a/1", {}, "B.example:80")), "H") == "1");
    CHECK(value_of(fields.find(one, 1, about("a/1")), "H").empty());
  }
  CHECK(value_of(fields.find(other, 2, about("a/1")), "X") == "other");
  CHECK(fields.find(other, 2, about("b")) == nullptr);
  for (std::size_t i = 0; i < field_rules::kMaxPaths + 10; ++i) {
    const std::string path = "a/" + std::to_string(i);
    CHECK(value_of(fields.find(one, 3, about(path)), "X") == std::to_string(i));
  }
}

TEST_CASE("a preflight and a navigation have more, and leave the rest as it was") {
  options how;
  how.cors = cross_origin::allowed;
  field_rules fields{how};
  const header_rules rules = compiled("/a\n  Access-Control-Max-Age: 5\n  Vary: Origin\n");
  const header_changes* const found = fields.find(rules, 1, about("a"));
  CHECK(value_of(fields.for_preflight(found), "Access-Control-Max-Age") == "5");
  CHECK(value_of(fields.for_preflight(found), "Access-Control-Allow-Methods") ==
        "GET, HEAD, OPTIONS");
  CHECK(value_of(fields.for_preflight(found), "Access-Control-Allow-Origin") == "*");
  CHECK(value_of(fields.for_navigation(found), "Vary") == "Origin, Accept, Sec-Fetch-Mode");
  CHECK(value_of(fields.for_navigation(nullptr), "Vary") == "Accept, Sec-Fetch-Mode");
  CHECK(value_of(found, "Access-Control-Allow-Methods").empty());
  CHECK(found->vary() == "Origin");
}

TEST_CASE("with --cors, the security preset lets other origins use what is served") {
  for (const auto cors : {cross_origin::refused, cross_origin::allowed}) {
    const bool is_shared = cors == cross_origin::allowed;
    const header_changes fields = preset_fields(cors, security_preset::on);
    CHECK(fields.value("Cross-Origin-Resource-Policy") ==
          (is_shared ? "cross-origin" : "same-origin"));
    CHECK(fields.value("Access-Control-Allow-Origin") == (is_shared ? "*" : ""));
    CHECK(preset_fields(cors, security_preset::off).is_empty() != is_shared);
    CHECK(preflight_fields(cors).is_empty() != is_shared);
  }
}

}  // namespace
}  // namespace owlet::site
