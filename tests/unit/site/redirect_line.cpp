// Tests of site/redirect_line: what is refused, where, and with which remedy.
#include "owlet/site/redirect_line.h"

#include <doctest/doctest.h>

#include <string>

#include "redirect_cases.h"

namespace owlet::site {
namespace {

struct row {
  std::string_view line;
  std::string problem;
};

void check(const row& each) {
  CAPTURE(each.line);
  CHECK(testing::lead({each.line, "/", ""}) == "_redirects:1:" + each.problem + "\n");
}

// N-options, N-rewrites, N-parser, C-redirects, C-parser: the pages that redirect_rules.cpp lists.
TEST_CASE("what a host does and owlet does not is refused with a remedy") {
  constexpr std::string_view kVisitor =
      "owlet does not know this of a visitor: take the rule out, or the condition if the rule is "
      "for all";
  constexpr std::string_view kProxy =
      "owlet is no proxy: redirect with 301 or 302, or begin with a slash";
  const row kRows[] = {
      // N-rewrites: proxy to another service; C-redirects: you cannot proxy external domains
      {"/api/*  https://api.example.com/:splat  200",
       "9: https://api.example.com/:splat: " + std::string(kProxy)},
      // N-parser: signed
      {"/api/* https://api.example.com/:splat 200! signed=API_SECRET",
       "44: signed=API_SECRET: " + std::string(kVisitor)},
      // N-rewrites: functions
      {"/api/* /.netlify/functions/:splat 200",
       "8: /.netlify/functions/:splat: owlet has no functions of Netlify: take the rule out"},
      // N-options: by country or language
      {"/  /anz  302  Country=au,nz", "15: Country=au,nz: " + std::string(kVisitor)},
      {"/israel/*  /israel/he/:splat  302  Language=he",
       "36: Language=he: " + std::string(kVisitor)},
      // N-options: by cookie; C-redirects: redirect by cookie
      {"/* /preview/:splat 302 Cookie=preview", "24: Cookie=preview: " + std::string(kVisitor)},
      // N-options: by role
      {"/admin/* /admin/:splat 200! Role=admin", "29: Role=admin: " + std::string(kVisitor)},
      {"/admin/*  200!  Role=admin",
       "11: 200!: there is no target: write it in front of the status"},
  };
  for (const row& each : kRows) check(each);
}

TEST_CASE("a mistake is found at its word") {
  constexpr std::string_view kStatus =
      "a status is 200, 301, 302, 303, 307, 308, 404 or 410, and ! may follow: write one of them";
  const row kRows[] = {
      // N-parser: invalid_no_to_no_status, invalid_no_slash, invalid_no_to_query, invalid_status
      {"/a", "1: /a: there is no target: write it behind the path"},
      {"  /a # /b", "3: /a: there is no target: write it behind the path"},
      {"/a b", "4: b: there is no target: it begins with a slash, or https:// and a host"},
      {"/a x=:x", "4: x=:x: there is no target: it begins with a slash, or https:// and a host"},
      {"/a mailto:a@b.example",
       "4: mailto:a@b.example: there is no target: it begins with a slash, or https:// and a host"},
      {"/a /b 30", "7: 30: " + std::string(kStatus)},
      {"/a /b 302!!", "7: 302!!: " + std::string(kStatus)},
      {"/a /b 500", "7: 500: " + std::string(kStatus)},
      {"/a /b forever", "7: forever: a word too many: take it out"},
      {"/a /b 301 /c", "11: /c: a word too many: take it out"},
      {"/a /b id=:id",
       "7: id=:id: parameters of the query stand in front of the target: move it there"},
      {"/a color /b",
       "4: color: a parameter of a query is written name=value or name=:placeholder"},
      {"/a =b /b", "4: =b: a parameter of a query is written name=value or name=:placeholder"},
      {"/a x=1 x=2 /b", "8: x=2: this parameter is asked for already: leave one"},
      {"/:x x=:x /b", "5: x=:x: this name was used already: take another"},
      // C-redirects: domain-level redirects; C-parser: a path must begin with a slash
      {"workers.example.com/* workers.example.com/blog/:splat 301",
       "1: workers.example.com/*: begin it with a slash, or with https:// and a host"},
      {"/a?x=y /b",
       "3: ?x=y: no query can stand here: write its parameters behind the path, as id=:id"},
      {"/a/../b /c", "4: ..: no path has this segment: write the path that it leads to"},
      {"/a/%2e%2E/b /c", "4: ..: no path has this segment: write the path that it leads to"},
      {"/a%2Fb /c", "3: %2F: no file has this in its name: take it out"},
      {"/a%00 /c", "3: %00: no file has this in its name: take it out"},
      {"/john%smith /c", "6: %sm: this is no escape: a % itself is written %25"},
      {"/*/x/* /c", "6: *: there is a splat already: leave one of them"},
      {"/:a/:a /c", "5: a: this name is taken already: write another"},
      {"/:a:b /c", "4: b: it touches another placeholder: write some text between them"},
      {"/:a-* /c", "5: *: a placeholder and a splat share a segment: put a slash between them"},
      {"/*-:a /c", "4: :a: a placeholder and a splat share a segment: put a slash between them"},
      {"/a /b/:splat", "7: :splat: there is no splat: write a * into the source"},
      {"/news/:year /blog/:yaer",
       "19: :yaer: the source has no placeholder of this name: write one"},
      {"/a/* /b/*", "9: /b/*: a splat is inserted as :splat: write it so"},
      {"/a /b/../c", "4: /b/../c: there is a dot segment: write the path that it leads to"},
      {"/a /b%zz", "6: /b%zz: a % begins no escape here: a % itself is written %25"},
      {"/a /b%2Fc 200", "4: /b%2Fc: no file can have this name: write the path of one"},
      {"/a https://b/c 404", "4: https://b/c: a page is one of this site: begin with a slash"},
      {"/a //b/c", "4: //b/c: this would lead to another host: write https:// or one slash"},
      {"/a /\\b/c", "4: /\\b/c: this would lead to another host: write https:// or one slash"},
      {"/a https:///b", "12: this is no host: write a name as example.com"},
      {"/a https://u:p@b/c",
       "13: :p: in a host only a placeholder of the source's host can stand: "
       "write a slash in front of it"},
      {"/a https://u@b/c", "12: u@b: this is no host: write a name as example.com"},
      {"/* https://b.example:splat",
       "21: :splat: in a host only a placeholder of the source's host can stand: write a slash in "
       "front of it"},
      {"/go/:host https://:host/",
       "19: :host: in a host only a placeholder of the source's host can stand: write a slash in "
       "front of it"},
  };
  for (const row& each : kRows) check(each);
}

TEST_CASE("a rule has its bounds") {
  std::string names;
  for (std::size_t i = 0; i < kMaxCaptures; ++i) names += "/:a" + std::to_string(i);
  redirect_rule rule;
  CHECK(!compile_redirect(names + " /b", rule));
  CHECK(compile_redirect(names + "/:b /b", rule)->remedy ==
        "a rule may have 16 placeholders: use fewer");
  CHECK(compile_redirect(names + "/* /b", rule)->what == "splat");
  CHECK(compile_redirect(names + " x=:x /b", rule)->what == "x=:x");
  std::string conditions;
  for (std::size_t i = 0; i < kMaxQueryConditions; ++i) {
    conditions += " p" + std::to_string(i) + "=1";
  }
  CHECK(!compile_redirect("/a" + conditions + " /b", rule));
  CHECK(compile_redirect("/a" + conditions + " q=1 /b", rule)->what == "q=1");
}

TEST_CASE("what was compiled says where it came from") {
  redirect_rule rule;
  REQUIRE(!compile_redirect("/a x=:x b=c /d 410! # e", rule));
  CHECK(rule.is_forced);
  CHECK(rule.status == http::status::gone);
  CHECK(rule.action == redirect_action::page);
  CHECK(rule.conditions.size() == 2);
}

}  // namespace
}  // namespace owlet::site
