// Tests of site/header_rules: what the hosts' public documentation says, row by row, each with the
// page that says it, and then what neither of them does.
//
// The pages:
//   N-headers  https://docs.netlify.com/manage/routing/headers/
//   N-regexp   https://github.com/netlify/build packages/headers-parser/tests/for-regexp.test.ts
//   N-parser   https://github.com/netlify/build packages/headers-parser/tests (Netlify's parser)
//   C-headers  https://developers.cloudflare.com/pages/configuration/headers/
//   C-workers  https://developers.cloudflare.com/workers/static-assets/headers/
//   C-parser   https://github.com/cloudflare/workers-sdk packages/workers-shared/utils/tests
// A row is an example of its page, or one that a sentence of it asks for.
#include "owlet/site/header_rules.h"

#include <doctest/doctest.h>

#include <string>

#include "owlet/base/limits.h"
#include "owlet/http/response_head.h"
#include "owlet/http/target_path.h"

namespace owlet::site {
namespace {

struct header_case {
  std::string_view file;
  std::string_view url;     // a request target
  std::string_view fields;  // "Name: value|Name: value", or what is wrong
  std::string_view host = "custom.domain";
  std::string_view answered_by = "";
};

std::string all_of(const rule_problems& problems) {
  std::string text;
  for (const rule_problem& each : problems.kept()) {
    text += format_problem("_headers", each) + '\n';
  }
  return text;
}

std::string fields_of(const header_changes& changes) {
  std::string lines;
  http::response_head head(lines);
  for (const auto& [name, value, is_removed] : changes.fields()) {
    if (!is_removed && name != "Vary") head.field(name, value);
  }
  CHECK(!head.has_refused());
  for (std::size_t end = lines.find("\r\n"); end != lines.npos; end = lines.find("\r\n")) {
    lines.replace(end, 2, end + 2 == lines.size() ? "" : "|");
  }
  return lines;
}

header_changes changes_of(const header_case& given) {
  rule_problems problems;
  const auto rules = header_rules::parse(given.file, problems);
  CHECK(all_of(problems) == "");
  http::target_path target;
  REQUIRE(http::parse_target(given.url, target) == http::target_kind::path);
  header_changes changes;
  rules.apply({{target.path, target.ends_with_slash}, given.answered_by, given.host}, changes);
  return changes;
}

void check(const header_case& row) {
  CAPTURE(row.file);
  CAPTURE(row.url);
  CAPTURE(row.host);
  CHECK(fields_of(changes_of(row)) == row.fields);
}

TEST_CASE("Netlify's examples give the fields that Netlify says") {
  constexpr std::string_view kPaths =
      "# a path:\n"
      "/templates/index.html\n"
      "  # headers for that path:\n"
      "  X-Frame-Options: DENY\n"
      "# another path:\n"
      "/templates/index2.html\n"
      "  # headers for that path:\n"
      "  X-Frame-Options: SAMEORIGIN\n";
  constexpr std::string_view kAll =
      "/*\n  X-Frame-Options: DENY\n  X-XSS-Protection: 1; mode=block\n";
  constexpr std::string_view kMany =
      "/*\n"
      "  cache-control: max-age=0\n"
      "  cache-control: no-cache\n"
      "  cache-control: no-store\n"
      "  cache-control: must-revalidate\n";
  constexpr std::string_view kPlaceholder = "/templates/:placeholder/index.html\n  X-Test: one\n";
  constexpr std::string_view kWildcard = "/*/x.html\n  X-Test: one\n";
  const header_case kRows[] = {
      {kPaths, "/templates/index.html", "X-Frame-Options: DENY"},            // N-headers
      {kPaths, "/templates/index2.html", "X-Frame-Options: SAMEORIGIN"},     // N-headers
      {kPaths, "/templates/index3.html", ""},                                // N-headers
      {kAll, "/", "X-Frame-Options: DENY|X-XSS-Protection: 1; mode=block"},  // N-headers: wildcards
      {kAll, "/a/b", "X-Frame-Options: DENY|X-XSS-Protection: 1; mode=block"},        // N-headers
      {kMany, "/", "cache-control: max-age=0, no-cache, no-store, must-revalidate"},  // N-headers
      {kPlaceholder, "/templates/a/index.html", "X-Test: one"},  // N-regexp: placeholder
      {kPlaceholder, "/templates/a/b/index.html", ""},           // N-regexp: placeholder
      {kWildcard, "/a/x.html", "X-Test: one"},                   // N-regexp: wildcard_append
      {kWildcard, "/a/b/x.html", "X-Test: one"},                 // N-regexp: wildcard_append
      {"/a/:b\n t: 1\n", "/a/x", "t: 1"},                        // N-regexp: placeholder
      {"/a/:b\n t: 1\n", "/a/x/y", ""},                          // N-regexp: placeholder
      {"/*\n t: 1\n", "/x", "t: 1"},                             // N-regexp: wildcard_slash
      {"/*/a\n t: 1\n", "/x/y/a", "t: 1"},                       // N-regexp: wildcard_append
      {"/a/*\n t: 1\n", "/a", "t: 1"},                           // N-regexp: wildcard_prepend
      {"/a/*\n t: 1\n", "/a/x/y", "t: 1"},                       // N-regexp: wildcard_prepend
      {"/a/*/b\n t: 1\n", "/a/x/y/b", "t: 1"},                   // N-regexp: wildcard_surround
      {"/a/b*c\n t: 1\n", "/a/bxyzc", "t: 1"},                   // N-regexp: wildcard_inside
      {"/a/b*c\n t: 1\n", "/a/bxyz", ""},                        // N-regexp: wildcard_inside
      {"/a/\n t: 1\n", "/a", "t: 1"},                            // N-regexp: trailing_slash
      {"/a\n t: 1\n", "/a/", "t: 1"},                            // N-regexp: trailing_slash
      {"/a.\n t: 1\n", "/ab", ""},                               // N-regexp: regexp_escape
      {"//a//b//\n t: 1\n", "/a/b", "t: 1"},                     // N-regexp: double_slash_multiple
      {"/path\n  # comment\n  test: one\n", "/path", "test: one"},  // N-parser: comment
      {"/path\n\n  test: one\n", "/path", "test: one"},             // N-parser: empty_line
      {"/path\n  test: one\n\n/path\n  test: three\n", "/path",
       "test: one, three"},                                      // N-parser: duplicate
      {"/path\n  test : one:two \n", "/path", "test: one:two"},  // N-parser: trim, value_colon
  };
  for (const header_case& row : kRows) check(row);
}

TEST_CASE("Cloudflare's examples give the fields that Cloudflare says") {
  constexpr std::string_view kFile =
      "# This is a comment\n"
      "/secure/page\n"
      "  X-Frame-Options: DENY\n"
      "  X-Content-Type-Options: nosniff\n"
      "  Referrer-Policy: no-referrer\n"
      "\n"
      "/static/*\n"
      "  Access-Control-Allow-Origin: *\n"
      "  X-Robots-Tag: nosnippet\n"
      "\n"
      "https://myproject.pages.dev/*\n"
      "  X-Robots-Tag: noindex\n";
  constexpr std::string_view kSecure =
      "X-Frame-Options: DENY|X-Content-Type-Options: nosniff|Referrer-Policy: no-referrer";
  const std::string secure_noindex = std::string(kSecure) + "|X-Robots-Tag: noindex";
  constexpr std::string_view kProject = "myproject.pages.dev";
  constexpr std::string_view kDetach =
      "/*\n  Content-Security-Policy: default-src 'self';\n\n/*.jpg\n  ! Content-Security-Policy\n";
  constexpr std::string_view kMovies =
      "/movies/:title\n  x-movie-name: You are watching \":title\"\n";
  constexpr std::string_view kOrigin =
      "https://:project.pages.dev/*\n"
      "  Access-Control-Allow-Origin: https://staging.:project.pages.dev/\n";
  constexpr std::string_view kVersions =
      "https://:project.pages.dev/*\n  X-Robots-Tag: noindex\n\n"
      "https://:version.:project.pages.dev/*\n  X-Robots-Tag: noindex\n";
  constexpr std::string_view kHard =
      "/app/*\n"
      "  X-Frame-Options: DENY\n"
      "  Permissions-Policy: document-domain=()\n"
      "  Content-Security-Policy: script-src 'self'; frame-ancestors 'none';\n";
  constexpr std::string_view kHosts =
      "  https://example.com\n    a: a\n  https://example.com/\n    b: b\n"
      "  https://example.com/blog\n    c: c\n  /blog\n    d:d\n";
  const header_case kRows[] = {
      {kFile, "/secure/page", kSecure},  // C-headers
      {kFile, "/static/image.jpg",
       "Access-Control-Allow-Origin: *|X-Robots-Tag: nosnippet"},  // C-headers
      {kFile, "/home", "X-Robots-Tag: noindex", kProject},         // C-headers
      {kFile, "/secure/page", secure_noindex, kProject},           // C-headers
      {kFile, "/static/styles.css",
       "Access-Control-Allow-Origin: *|X-Robots-Tag: nosnippet, noindex", kProject},  // C-headers
      {kFile, "/home", ""},                                                           // C-headers
      {"https://example.com/path\n  a: b\n", "/path", "a: b",
       "example.com:1234"},                                                // C-headers: ports
      {"https://example.com/path\n  a: b\n", "/path", "", "example.org"},  // C-headers
      {kDetach, "/page", "Content-Security-Policy: default-src 'self';"},  // C-headers: detach
      {kDetach, "/images/a.jpg", ""},                                      // C-headers: detach
      {kMovies, "/movies/up", "x-movie-name: You are watching \"up\""},  // C-headers: placeholders
      {kMovies, "/movies/up/2", ""},                                     // C-headers: placeholders
      {"/files/*\n  x-file: :splat\n", "/files/a/b.txt", "x-file: a/b.txt"},  // C-headers: splats
      {"/*\n  Access-Control-Allow-Origin: *\n", "/any",
       "Access-Control-Allow-Origin: *"},  // C-headers: CORS
      {kOrigin, "/", "Access-Control-Allow-Origin: https://staging.owl.pages.dev/",
       "owl.pages.dev"},                      // C-headers: CORS
      {kOrigin, "/", "", "a.owl.pages.dev"},  // C-headers: a placeholder ends at a period
      {kVersions, "/", "X-Robots-Tag: noindex", "owl.pages.dev"},     // C-headers: noindex
      {kVersions, "/", "X-Robots-Tag: noindex", "v1.owl.pages.dev"},  // C-headers: noindex
      {kVersions, "/", ""},                                           // C-headers: noindex
      {"https://:version.:subdomain.workers.dev/*\n\tX-Robots-Tag: noindex\n", "/",
       "X-Robots-Tag: noindex", "v.me.workers.dev"},  // C-workers
      {"/static/*\n  Cache-Control: public, max-age=31556952, immutable\n", "/static/app.js",
       "Cache-Control: public, max-age=31556952, immutable"},  // C-workers: caching
      {kHard, "/app/x",
       "X-Frame-Options: DENY|Permissions-Policy: document-domain=()|"
       "Content-Security-Policy: script-src 'self'; frame-ancestors 'none';"},  // C-headers
      {"/about/faq/*\n  Link: </about/faqs>; rel=\"canonical\"\n", "/about/faq/money",
       "Link: </about/faqs>; rel=\"canonical\""},        // C-redirects, note on proxying
      {"/a\n  Name: Value", "/a", "Name: Value"},        // C-parser: one rule
      {"\n/a\n\nName: Value\n\n", "/a", "Name: Value"},  // C-parser: blank lines
      {"\n      /a\n  Name     :     Value\n", "/a", "Name: Value"},  // C-parser: white space
      {"/a\n  Set-Cookie: test=cookie; expires=never\n  Set-Cookie: another=cookie; magic!\n", "/a",
       "Set-Cookie: test=cookie; expires=never|Set-Cookie: another=cookie; magic!"},  // C-parser
      {kHosts, "/", "a: a|b: b", "example.com"},                // C-parser: hosts
      {kHosts, "/blog", "c: c|d: d", "example.com"},            // C-parser: hosts
      {"/a\n  Name: Value\n  ! Place\n", "/a", "Name: Value"},  // C-parser: unset
  };
  for (const header_case& row : kRows) check(row);
}

TEST_CASE("a rule is also for the file that answers, once") {
  constexpr std::string_view kFile = "/*.html\n  Cache-Control: no-cache\n  x: :splat\n";
  check({kFile, "/docs/", "Cache-Control: no-cache|x: docs/index", "", "docs/index.html"});
  check({kFile, "/docs/a.html", "Cache-Control: no-cache|x: docs/a", "", "docs/a.html"});
  check({kFile, "/lost", "Cache-Control: no-cache|x: 404", "", "404.html"});
  check({kFile, "/app.js", "", "", "app.js"});
}

TEST_CASE("the changes say which of the server's own fields stay") {
  const auto changes = changes_of(
      {"/*\n cache-control: no-store\n ! ETag\n Vary: Origin\n vary: Cookie\n ! X-A\n X-A: 1\n",
       "/", ""});
  CHECK(changes.replaces("Cache-Control"));
  CHECK(changes.replaces("etag"));
  CHECK(changes.replaces("x-a"));
  CHECK(!changes.replaces("Content-Type"));
  CHECK(!changes.replaces("Vary"));
  CHECK(changes.vary() == "Origin, Cookie");
  CHECK(changes.value("CACHE-CONTROL") == "no-store");
  CHECK(fields_of(changes) == "cache-control: no-store|X-A: 1");
  CHECK(header_changes().is_empty());
  CHECK(header_changes().vary().empty());
}

TEST_CASE("a field that was taken away begins anew") {
  check({"/*\n a: 1\n/b\n ! A\n a: 2\n", "/b", "a: 2"});
  check({"/*\n a: 1\n a: 2\n/b\n ! a\n", "/b", ""});
  check({"/*\n set-cookie: 1\n set-cookie: 2\n/b\n ! set-cookie\n set-cookie: 3\n", "/b",
         "set-cookie: 3"});
}

TEST_CASE("nothing of a request gets out of its place in a value") {
  constexpr std::string_view kFile = "/*\n  x: \":splat\"; a\n";
  check({kFile, "/a%0D%0ASet-Cookie:%20b", "x: \"a%0D%0ASet-Cookie%3A%20b\"; a"});
  check({kFile, "/%22,;%5C%7F", "x: \"%22%2C%3B%5C%7F\"; a"});
  check({kFile, "/%C3%A9", "x: \"%C3%A9\"; a"});
  check({"https://:sub.a.example/*\n  x: :sub\n", "/", "", "b\r\nc.a.example"});
  check({"https://:sub.a.example/*\n  x: :sub\n", "/", "", "b\"c.a.example"});
  check({"/:a\n  x: :b :a1 :a\n", "/v", "x: :b :a1 v"});
}

TEST_CASE("values of requests are bounded, and the others always there") {
  std::string file = "/*\n";
  for (int i = 0; i < 100; ++i) file += "  a" + std::to_string(i) + ": :splat:splat:splat\n";
  file += "  Content-Security-Policy: default-src 'self'\n";
  const std::string url = "/" + std::string(7'000, 'x');
  const std::string fields = fields_of(changes_of({file, url, ""}));
  CHECK(fields.ends_with("Content-Security-Policy: default-src 'self'"));
  CHECK(fields.size() < base::kMaxCapturedValueBytes + 1'000);
}

TEST_CASE("what is wrong is said with its place, and leaves no rule") {
  struct row {
    std::string_view file;
    std::string_view problem;
  };
  constexpr row kRows[] = {
      // N-parser: invalid_for_order
      {"  test: one\n/path\n a: b\n",
       "1:3: test: one: there is no path in front of it: begin with one, as /*"},
      // N-parser: invalid_value_name
      {"/path\n  : one\n", "2:3: there is no name: write Name: value"},
      // N-parser: invalid_value_string
      {"/path\n  test:\n",
       "2:7: test: there is no value: write one, or ! and the name to take it away"},
      {"/path\n  test\n", "2:3: test: this is neither a path nor a field: write Name: value"},
      {"/path\n/b\n  a: b\n", "1:1: /path: no field follows: write Name: value below"},
      {"/path", "1:1: /path: no field follows: write Name: value below"},
      {"/a b\n  c: d\n", "1:3:  b: a pattern stands alone: write %20 for a space"},
      {"ftp://a/\n  c: d\n", "1:1: ftp://a/: begin it with a slash, or with https:// and a host"},
      {"https://a:80/\n  c: d\n", "1:9: a:80: ports are not compared: leave the port out"},
      {"https://*.a/\n  c: d\n", "1:9: *: a host has no splat: write a placeholder as :name"},
      {"https:///a\n  c: d\n", "1:9: this is no host: write a name as example.com"},
      {"/*/*\n  c: d\n", "1:4: *: there is a splat already: leave one of them"},
      {"/a\n  b c: d\n", "2:3: b c: a name has letters, digits and hyphens: write Name: value"},
      {"/a\n  !b: d\n", "2:4: b: d: to take a field away, write ! and its name alone"},
      {"/a\n  !\n", "2:4: there is no name: write Name: value"},
      {"/a\n  ! b c\n", "2:5: b c: a name has letters, digits and hyphens: write Name: value"},
      {"/a\n  b: c\x01\n", "2:7: \\x01: a control character: take it out"},
      {"/a\n  b: c\rd: e\n", "2:7: \\x0d: a control character: take it out"},
      {"/a\n  Content-Length: 5\n",
       "2:3: Content-Length: this belongs to the connection, and is owlet's: leave it out"},
      {"/a\n  Location: /b\n", "2:3: Location: redirects stand in _redirects: write a rule there"},
      {"/a\n  ! vary\n", "2:5: vary: without it caches would mix variants up: leave it in"},
      {"/a\n  Basic-Auth: user:secret\n",
       "2:3: Basic-Auth: owlet asks for no passwords, and would show these: leave it out"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.file);
    rule_problems problems;
    CHECK(header_rules::parse(each.file, problems).is_empty());
    CHECK(all_of(problems) == "_headers:" + std::string(each.problem) + "\n");
  }
}

TEST_CASE("every bad line is spoken of") {
  rule_problems problems;
  CHECK(header_rules::parse("a\n/a?b\n c\n d: e\n/f\n Date: g\n! Date\nh: i\n/j\n", problems)
            .is_empty());
  REQUIRE(problems.count() == 6);
  std::string lines;
  for (const rule_problem& each : problems.kept()) lines += std::to_string(each.line) + " ";
  CHECK(lines == "1 2 3 6 7 9 ");
}

TEST_CASE("what frames a message, and what would be a lie, cannot be set") {
  constexpr std::string_view kReserved[] = {"Accept-Ranges",  "Age",
                                            "Allow",          "Basic-Auth",
                                            "Connection",     "Content-Encoding",
                                            "Content-Length", "Content-Range",
                                            "Date",           "ETag",
                                            "Keep-Alive",     "Last-Modified",
                                            "Location",       "Proxy-Connection",
                                            "Server",         "TE",
                                            "Trailer",        "transfer-encoding",
                                            "UPGRADE"};
  for (const std::string_view name : kReserved) {
    CAPTURE(name);
    rule_problems problems;
    CHECK(header_rules::parse("/a\n  " + std::string(name) + ": 1\n", problems).is_empty());
    CHECK(problems.count() == 1);
  }
}

TEST_CASE("a file with one rule or field too many has none") {
  const auto count = [](const std::string& file) {
    rule_problems problems;
    const std::size_t rules = header_rules::parse(file, problems).count();
    CHECK(problems.count() == (rules > 0 ? 0 : 1));
    return rules;
  };
  std::string rules;
  for (std::size_t i = 0; i < kMaxHeaderRules; ++i) rules += "/a\n b: c\n";
  CHECK(count(rules) == kMaxHeaderRules);
  CHECK(count(rules + "/a\n b: c\n/a\n b: c\n") == 0);
  std::string fields = "/a\n";
  for (std::size_t i = 0; i < kMaxHeaderFields; ++i) fields += " b: c\n";
  CHECK(count(fields) == 1);
  CHECK(count(fields + " b: c\n b: c\n") == 0);
}

}  // namespace
}  // namespace owlet::site
