// Tests of site/redirect_rules: what the hosts' public documentation says, row by row, each with
// the page that says it, and then what neither of them does.
//
// The pages:
//   N-overview  https://docs.netlify.com/manage/routing/redirects/overview/
//   N-options   https://docs.netlify.com/manage/routing/redirects/redirect-options/
//   N-rewrites  https://docs.netlify.com/manage/routing/redirects/rewrites-proxies/
//   N-old       https://www.netlify.com/docs/redirects/
//   (netlify-home-site.netlify.app/docs/redirects) N-forced
//   https://answers.netlify.com/t/changed-behavior-in-redirects/10084 N-parser
//   https://github.com/netlify/build packages/redirect-parser/tests (Netlify's parser) C-redirects
//   https://developers.cloudflare.com/pages/configuration/redirects/ C-parser
//   https://github.com/cloudflare/workers-sdk packages/workers-shared/utils/tests
// A row is an example of its page, or one that a sentence of it asks for.
#include "owlet/site/redirect_rules.h"

#include <doctest/doctest.h>

#include <string>

#include "redirect_cases.h"

namespace owlet::site {
namespace {

using testing::lead;
using testing::redirect_case;

void check(const redirect_case& row) {
  CAPTURE(row.file);
  CAPTURE(row.url);
  CAPTURE(row.host);
  CHECK(lead(row) == row.leads_to);
}

TEST_CASE("Netlify's examples lead where Netlify says") {
  constexpr std::string_view kOverview =
      "# Redirects from what the browser requests to what we serve\n"
      "/home              /\n"
      "/blog/my-post.php  /blog/my-post\n"
      "/news              /blog\n"
      "/cuties            https://www.petsofnetlify.com\n"
      "/authors/c%C3%A9line  /authors/about-c%C3%A9line\n";
  constexpr std::string_view kStatuses =
      "/home         /              301\n"
      "/my-redirect  /              302\n"
      "/pass-through /index.html    200\n"
      "/ecommerce    /store-closed  404\n";
  constexpr std::string_view kPages = "/en/*  /en/404.html  404\n/de/*  /de/404.html  404\n";
  constexpr std::string_view kOrder =
      "/blog/my-old-title   /blog/my-new-title\n"
      "/blog/*              https://blog.yourdomain.com/:splat\n";
  constexpr std::string_view kNews = "/news/*  /blog/:splat\n";
  constexpr std::string_view kDates =
      "/news/:month/:date/:year/:slug  /blog/:year/:month/:date/:slug\n";
  constexpr std::string_view kStore = "/store id=:id  /blog/:id  301\n";
  constexpr std::string_view kArticles = "/articles id=:id tag=:tag /posts/:tag/:id 301\n";
  constexpr std::string_view kParams =
      "# base case\n"
      "/path/* /otherpath/:splat 301\n"
      "# one value or the other.  Must match exactly!\n"
      "/path/* param1=:value1 /otherpath/:value1/:splat 301\n"
      "/path/* param2=:value2 /otherpath/:value2/:splat 301\n"
      "# both values - ordering from the browser doesn't matter.\n"
      "/path/* param1=:value1 param2=:value2 /otherpath/:value1/:value2/:splat 301\n";
  constexpr std::string_view kDomains =
      "http://blog.yoursite.com/*   https://www.yoursite.com/blog/:splat  301!\n"
      "https://blog.yoursite.com/*  https://www.yoursite.com/blog/:splat  301!\n";
  constexpr std::string_view kApp = "/*  /index.html  200\n";
  constexpr std::string_view kShadow = "/app/*  /app/index.html  200!\n";
  const redirect_case kRows[] = {
      {kOverview, "/home", "302 /"},                                          // N-overview
      {kOverview, "/blog/my-post.php", "302 /blog/my-post"},                  // N-overview
      {kOverview, "/news", "302 /blog"},                                      // N-overview
      {kOverview, "/cuties", "302 https://www.petsofnetlify.com"},            // N-overview
      {kOverview, "/authors/c%C3%A9line", "302 /authors/about-c%C3%A9line"},  // N-overview
      {kOverview, "/Home", "nowhere"},       // N-overview: paths are case-sensitive
      {kOverview, "/elsewhere", "nowhere"},  // N-overview
      {kOverview, "/home/", "302 /"},        // N-options: trailing slash
      {kOverview, "/news/2020", "nowhere"},  // N-overview: no splat, no more segments
      {kStatuses, "/home", "301 /"},         // N-options
      {kStatuses, "/my-redirect", "302 /"},  // N-options
      {kStatuses, "/pass-through", "200 serves index.html"},  // N-options
      {kStatuses, "/ecommerce", "404 shows store-closed"},    // N-options
      {kPages, "/en/lost", "404 shows en/404.html"},          // N-options: custom 404 page
      {kPages, "/de/ganz/weg", "404 shows de/404.html"},      // N-options: custom 404 page
      {kPages, "/fr/perdu", "nowhere"},                       // N-options: custom 404 page
      {kNews, "/news/2004/01/10/my-story", "302 /blog/2004/01/10/my-story"},  // N-options: splats
      {kNews, "/news/", "302 /blog/"},                                        // N-options: splats
      {kNews, "/newspaper", "nowhere"},                                       // N-options: splats
      {kOrder, "/blog/my-old-title", "302 /blog/my-new-title"},  // N-options: processing order
      {kOrder, "/blog/other", "302 https://blog.yourdomain.com/other"},  // N-options
      {"/jobs/customer-*  /careers/support 301\n", "/jobs/customer-success",
       "301 /careers/support"},  // N-options: the end of a path segment
      {kDates, "/news/02/12/2004/my-story", "302 /blog/2004/02/12/my-story"},  // N-options
      {kDates, "/news/02/12/2004/my-story.html",
       "302 /blog/2004/02/12/my-story.html"},  // N-options: with its extension
      {kDates, "/news/02/12/2004/my-story?a=b",
       "302 /blog/2004/02/12/my-story?a=b"},                         // N-options: without the query
      {kDates, "/news/02/12/2004", "nowhere"},                       // N-options: placeholders
      {kDates, "/news/02/12/2004/my/story", "nowhere"},              // N-options: one segment each
      {kStore, "/store?id=my-blog-post", "301 /blog/my-blog-post"},  // N-options: query parameters
      {kStore, "/store", "nowhere"},                                 // N-options: query parameters
      {kStore, "/store?id=a&more=b", "nowhere"},                     // N-options: match exactly
      {"/story id=:id  /blog/:id  301\n", "/story?id=my-blog-post",
       "301 /blog/my-blog-post"},                                      // N-old: query params
      {kArticles, "/articles?id=12&tag=arts", "301 /posts/arts/12"},   // N-options
      {kArticles, "/articles?tag=arts&id=12", "301 /posts/arts/12"},   // N-options: any order
      {kArticles, "/articles?id=12", "nowhere"},                       // N-options
      {kParams, "/path/a/b", "301 /otherpath/a/b"},                    // N-old: base case
      {kParams, "/path/a?param1=x", "301 /otherpath/x/a"},             // N-old: query params
      {kParams, "/path/a?param2=y", "301 /otherpath/y/a"},             // N-old: query params
      {kParams, "/path/a?param1=x&param2=y", "301 /otherpath/x/y/a"},  // N-old: query params
      {kParams, "/path/a?param2=y&param1=x", "301 /otherpath/x/y/a"},  // N-old: any order
      {"/old /new 301\n", "/old?a=1&b=2", "301 /new?a=1&b=2"},         // N-options: passed on, 301
      {"/old /new 302\n", "/old?a=1&b=2", "302 /new?a=1&b=2"},         // N-options: passed on, 302
      {"/old /new 200\n", "/old?a=1&b=2", "200 serves new"},           // N-options: 200
      {"/blog/title-with-a-typo    /blog/typo-free-title\n", "/blog/title-with-a-typo/",
       "302 /blog/typo-free-title"},  // N-options: trailing slash
      {"/blog/remove-my-slashes/    /blog/remove-my-slashes  301!\n", "/blog/remove-my-slashes",
       "nowhere"},  // N-options: no infinite loop
      {kDomains, "/a/b", "301! https://www.yoursite.com/blog/a/b",
       "blog.yoursite.com"},  // N-options
      {kDomains, "/a", "301! https://www.yoursite.com/blog/a", "blog.yoursite.com",
       url_scheme::https},                              // N-options: domain-level
      {kDomains, "/a", "nowhere", "www.yoursite.com"},  // N-options: domain-level
      {"http://yoursite.com/*  https://yoursite.com/:splat  301!\n", "/a",
       "301! https://yoursite.com/a", "yoursite.com", url_scheme::http},  // N-options
      {"http://yoursite.com/*  https://yoursite.com/:splat  301!\n", "/a", "nowhere",
       "yoursite.com", url_scheme::https},                // N-options: domain-level
      {kApp, "/deep/link", "200 serves index.html"},      // N-rewrites: single-page apps
      {kApp, "/", "200 serves index.html"},               // N-rewrites
      {kApp, "/deep/link?q=1", "200 serves index.html"},  // N-rewrites
      {kApp, "/index.html", "nowhere"},                   // N-rewrites: loops are ignored
      {kShadow, "/app/partials/chat.html", "200! serves app/index.html"},  // N-old: shadowing
      {"/best-pets/dogs /best-pets/cats.html 200!\n", "/best-pets/dogs",
       "200! serves best-pets/cats.html"},           // N-rewrites: shadowing
      {"/a  /b  301!\n", "/a", "301! /b"},           // N-forced
      {"/a  /a  301\n/a /b 301\n", "/a", "301 /b"},  // N-rewrites: loops are ignored
      {"/a /b # why\n", "/a", "302 /b"},             // N-old: comments
      {"/ page=news /news\n/ _escaped_fragment_=/about /about\n", "/?page=news",
       "302 /news"},  // N-parser: query
      {"/ page=news /news\n/ _escaped_fragment_=/about /about\n", "/?_escaped_fragment_=/about",
       "302 /about"},                                                           // N-parser: query
      {"/blog post=:post_id /blog/:post_id\n", "/blog?post=7", "302 /blog/7"},  // N-parser: query
      {"/blog/my-post-ads.php /blog/my-post#ads\n", "/blog/my-post-ads.php",
       "302 /blog/my-post#ads"},  // N-parser: to_anchor
      {"http://hello.bitballoon.com/* http://www.hello.com/:splat\n", "/x",
       "302 http://www.hello.com/x", "hello.bitballoon.com"},  // N-parser: from_absolute_uri
      {"/10thmagnitude  http://www.10thmagnitude.com/  301\n", "/10thmagnitude",
       "301 http://www.10thmagnitude.com/"},  // N-parser: multiple_lines
      {"  /home  /  \n", "/home", "302 /"},   // N-parser: line_trim
      {"/*  https://www.bitballoon.com/:splat  301!\n", "/x/y",
       "301! https://www.bitballoon.com/x/y"},  // N-parser: to_splat_force
  };
  for (const redirect_case& row : kRows) check(row);
}

TEST_CASE("Cloudflare's examples lead where Cloudflare says") {
  constexpr std::string_view kFile =
      "/home301 / 301\n"
      "/home302 / 302\n"
      "/querystrings /?query=string 301\n"
      "/twitch https://twitch.tv\n"
      "/trailing /trailing/ 301\n"
      "/notrailing/ /nottrailing 301\n"
      "/page/ /page2/#fragment 301\n"
      "/blog/* https://blog.my.domain/:splat\n"
      "/products/:code/:name /products?code=:code&name=:name\n";
  constexpr std::string_view kChain = "/a /b 200\n/b /c 200\n";
  const redirect_case kRows[] = {
      {kFile, "/home301", "301 /"},                           // C-redirects
      {kFile, "/home302", "302 /"},                           // C-redirects
      {kFile, "/querystrings", "301 /?query=string"},         // C-redirects
      {kFile, "/querystrings?mine=1", "301 /?query=string"},  // C-redirects: has its own
      {kFile, "/twitch", "302 https://twitch.tv"},            // C-redirects: 302 by default
      {kFile, "/trailing", "301 /trailing/"},                 // C-redirects
      {kFile, "/trailing/", "nowhere"},                       // C-redirects
      {kFile, "/notrailing/", "301 /nottrailing"},            // C-redirects
      {kFile, "/page/", "301 /page2/#fragment"},              // C-redirects
      {kFile, "/page/?a=b", "301 /page2/?a=b#fragment"},      // C-redirects
      {kFile, "/blog/2020/post", "302 https://blog.my.domain/2020/post"},  // C-redirects
      {kFile, "/blog/", "302 https://blog.my.domain/"},                    // C-redirects
      {kFile, "/blog/dir/", "302 https://blog.my.domain/dir/"},            // C-redirects: greedy
      {kFile, "/products/7/pen", "302 /products?code=7&name=pen"},         // C-redirects
      {kFile, "/products/7", "nowhere"},                       // C-redirects: placeholders
      {"/home / 303\n", "/home", "303 /"},                     // C-redirects: statuses
      {"/home / 307\n", "/home", "307 /"},                     // C-redirects: statuses
      {"/home / 308\n", "/home", "308 /"},                     // C-redirects: statuses
      {"/blog/* /posts/:splat\n", "/blog/a", "302 /posts/a"},  // C-redirects: splats
      {"/blog/:year/:month/:date/:slug /news/:year/:month/:date/:slug\n", "/blog/2004/02/12/x",
       "302 /news/2004/02/12/x"},  // C-redirects: placeholders
      {"/movies/:title /media/:title\n", "/movies/up", "302 /media/up"},  // C-redirects
      {"/movies/:title /media/:title\n", "/movies/up/2", "nowhere"},      // C-redirects
      {"/blog/* /news/:splat 200\n", "/blog/x", "200 serves news/x"},     // C-redirects: proxying
      {kChain, "/a", "200 serves b"},  // C-redirects: the first only
      {kChain, "/b", "200 serves c"},  // C-redirects
      {"/about/faq/* /about/faqs 200\n", "/about/faq/money",
       "200 serves about/faqs"},            // C-redirects
      {"/a /b\n/a /c\n", "/a", "302 /b"},   // C-redirects: the top-most
      {"/x#here /y\n", "/x", "302 /y"},     // C-redirects: fragments are not evaluated
      {"# /a /b\n", "/a", "nowhere"},       // C-redirects: comments
      {"\n/a /b 301\n\n", "/a", "301 /b"},  // C-parser: blank lines
      {"/a /b?query=string 302\n", "/a", "302 /b?query=string"},  // C-parser
      {"/ext https://some.domain:1234/route?q=string#anchor\n", "/ext",
       "302 https://some.domain:1234/route?q=string#anchor"},  // C-parser
      {"/a /b##blah-1 302\n", "/a", "302 /b##blah-1"},         // C-parser: a hash in a fragment
      {"/a /b 302 # comment\n", "/a", "302 /b"},               // C-parser: inline comments
      {"\t/foo https://bar.com/index.html 302\n", "/foo",
       "302 https://bar.com/index.html"},                                         // C-parser
      {"/cat https://cat.com:12345 302\n", "/cat", "302 https://cat.com:12345"},  // C-parser: ports
      {"/* /foo 200\n", "/bar", "200 serves foo"},                                // C-parser
      {"/p/:id/:id_2 /q/:id_2/:id\n", "/p/1/2", "302 /q/2/1"},  // C-parser: names are whole
      {"/w https://en.wikipedia.org/wiki/Help:Contents\n", "/w",
       "302 https://en.wikipedia.org/wiki/Help:Contents"},  // C-parser: no placeholder of that name
  };
  for (const redirect_case& row : kRows) check(row);
}

TEST_CASE("rules apply in the order of the file, with captures or without") {
  constexpr std::string_view kFile =
      "/a/b /1\n"
      "/a/* /2/:splat\n"
      "/a/c /3\n"
      "/:x/d /4/:x\n";
  check({kFile, "/a/b", "302 /1"});
  check({kFile, "/a/c", "302 /2/c"});
  check({kFile, "/a/d", "302 /2/d"});
  check({kFile, "/e/d", "302 /4/e"});
  check({kFile, "/e/f", "nowhere"});
}

TEST_CASE("a rule that asks for parameters goes ahead of the one that leaves it nothing") {
  check({"/a /1\n/* /2\n/a x=:x /3/:x\n", "/a?x=7", "302 /3/7"});
  check({"/* /2\n/a /1\n/a x=:x /3/:x\n", "/a?x=7", "302 /2?x=7"});
  check({"/a /1\n/a x=1 /2\n/a x=:x /3/:x\n", "/a?x=1", "302 /2"});
}

TEST_CASE("a redirect to the URL that was asked for is none") {
  constexpr std::string_view kPort = "/* http://localhost:9090/:splat\n";
  check({"/* https://www.example.com/:splat 301!\n", "/a", "nowhere", "www.example.com"});
  check({"/* https://www.example.com/:splat 301!\n", "/a", "nowhere", "WWW.example.com.:443"});
  check({"/* https://www.example.com/:splat 301!\n", "/a", "301! https://www.example.com/a"});
  check({"/* https://www.example.com/:splat 301!\n", "/a", "301! https://www.example.com/a", ""});
  check({kPort, "/a", "302 http://localhost:9090/a", "localhost:8080"});
  check({kPort, "/a", "nowhere", "localhost:9090"});
  check({"/a /a?x=1\n", "/a?x=1", "nowhere"});
  check({"/a /a?x=1\n", "/a?x=2", "302 /a?x=1"});
  check({"/a x=:x /a\n", "/a?x=2", "302 /a"});
  check({"/a /a#there\n", "/a", "nowhere"});
  check({"/* /:splat/\n", "/a", "302 /a/"});
  check({"/* /:splat/\n", "/a/", "nowhere"});
  check({"/*/ /:splat\n", "/a", "nowhere"});
  check({"/* /:splat 200\n/a /b\n", "/a", "302 /b"});
  check({"/gone /gone 410!\n", "/gone", "410! shows gone"});
}

TEST_CASE("hosts compare without their port, and whatever their case") {
  constexpr std::string_view kFile = "https://:sub.Old.example/:x https://:sub.new.example/:x\n";
  check({kFile, "/a", "302 https://docs.new.example/a", "DOCS.old.EXAMPLE:8080"});
  check({kFile, "/a", "nowhere", "old.example"});
  check({kFile, "/a", "nowhere", "a.b.old.example"});
  check({kFile, "/a", "nowhere", ""});
  check({kFile, "/a", "nowhere", "a/b.old.example"});
  check({kFile, "/a", "nowhere", std::string_view("a\0.old.example", 14)});
}

TEST_CASE("many rules are found by one hash each") {
  std::string file;
  for (int i = 0; i < 9'000; ++i) {
    file += "/from/" + std::to_string(i) + " /to/" + std::to_string(i) + "\n";
  }
  for (int i = 0; i < 1'000; ++i) {
    file += "/dynamic/" + std::to_string(i) + "/* /to/:splat\n";
  }
  rule_problems problems;
  const auto rules = redirect_rules::parse(file, problems);
  REQUIRE(problems.is_empty());
  CHECK(rules.count() == 10'000);
  redirect_match match;
  for (int i = 0; i < 9'000; ++i) {
    const std::string path = "from/" + std::to_string(i);
    REQUIRE(rules.find({{path, false}, "", "", url_scheme::unknown}, match));
    REQUIRE(match.location == "/to/" + std::to_string(i));
    REQUIRE(match.line == static_cast<std::size_t>(i) + 1);
  }
  CHECK(rules.find({{"dynamic/999/x", false}, "", "", url_scheme::unknown}, match));
  CHECK(match.location == "/to/x");
  CHECK(!rules.find({{"from", false}, "", "", url_scheme::unknown}, match));
}

TEST_CASE("a file with one rule too many has none") {
  const auto count = [](const std::string& file) {
    rule_problems problems;
    const std::size_t rules = redirect_rules::parse(file, problems).count();
    CHECK((rules > 0) == problems.is_empty());
    return rules;
  };
  std::string fixed;
  for (std::size_t i = 0; i < kMaxRedirectRules; ++i) fixed += "/a /b\n";
  CHECK(count(fixed) == kMaxRedirectRules);
  CHECK(count(fixed + "/a /b\n") == 0);
  std::string dynamic;
  for (std::size_t i = 0; i < kMaxDynamicRedirectRules; ++i) dynamic += "/:a /b\n";
  CHECK(count(dynamic) == kMaxDynamicRedirectRules);
  CHECK(count(dynamic + "/a /b\n") == kMaxDynamicRedirectRules + 1);
  CHECK(count(dynamic + "/:a /b\n") == 0);
}

TEST_CASE("no rules lead nowhere") {
  redirect_match match;
  CHECK(redirect_rules().is_empty());
  CHECK(!redirect_rules().find({{"a", false}, "", "", url_scheme::unknown}, match));
  check({"", "/a", "nowhere"});
  check({"\xEF\xBB\xBF/a /b\r\n", "/a", "302 /b"});
}

}  // namespace
}  // namespace owlet::site
