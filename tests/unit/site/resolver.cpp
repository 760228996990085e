// Tests of site/resolver.
#include "owlet/site/resolver.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

#include "served_directory.h"

namespace owlet::site {
namespace {

using testing::fields;
using testing::kRoomy;
using testing::late;
using testing::remove;
using testing::request_with;
using testing::temporary_directory;
using kind = destination::kind;

const char* name_of(way by) {
  switch (by) {
    case way::path: return "path";
    case way::index: return "index";
    case way::clean_url: return "clean";
    case way::rule: return "rule";
    case way::former_root: return "former";
    case way::fallback: return "fallback";
    case way::slash: return "slash";
    case way::prefix: return "prefix";
    case way::listing: return "listing";
    case way::hidden: return "hidden";
  }
  return "";
}

std::string describe_destination(const destination& reached) {
  std::string text = std::string(name_of(reached.by)) + ' ';
  switch (reached.outcome) {
    case kind::waiting: return text + "waits";
    case kind::redirect:
      return text + std::to_string(static_cast<unsigned>(reached.status)) + ' ' +
             std::string(reached.location);
    case kind::page: text += std::to_string(static_cast<unsigned>(reached.status)); break;
    case kind::file: text += "file"; break;
    case kind::listing: text += "of"; break;
  }
  return reached.file.empty() ? text : text + ' ' + std::string(reached.file);
}

// A site that is asked without a socket.
struct asked_site {
  asked_site(const temporary_directory& root, options settings)
      : how(std::move(settings)),
        now(document_root(root.path()), kRoomy, {}),
        special(now.root()),
        resolved(now, former, special, how) {}

  // "index file sub/index.html", "slash 301 /sub/", "path 404 404.html".
  std::string ask(std::string_view url, const fields& given = {}) {
    now.cache().begin_epoch();
    http::target_path target;
    REQUIRE(http::parse_target(url, target) == http::target_kind::path);
    const destination& reached =
        resolved.resolve(request_with(given), target, {base::disk_wait::accepted, at});
    line = reached.rule_line;
    return describe_destination(reached);
  }

  options how;
  base::moment at = late();
  tree now;
  former_trees former;
  special_files special;
  resolver resolved;
  std::size_t line = 0;  // of the rule that was applied last
};

struct row {
  std::string_view url;
  std::string_view reached;
};

void expect_all(asked_site& site, std::initializer_list<row> rows, const fields& given = {}) {
  for (int round = 0; round < 2; ++round) {
    for (const row& each : rows) {
      CAPTURE(each.url);
      CHECK(site.ask(each.url, given) == each.reached);
    }
  }
}

void fill(const temporary_directory& root) {
  for (const char* name : {"index.html", "a.txt", "about.html", "sub/index.html", "sub/x.html",
                           "bare/x.txt", ".env", "both", "both.html"}) {
    root.write(name, name);
  }
}

TEST_CASE("without settings, paths name files and directories") {
  const temporary_directory root;
  fill(root);
  asked_site site(root, {});
  expect_all(site, {{"/", "index file index.html"},
                    {"/a.txt", "path file a.txt"},
                    {"/a.txt/", "index 404"},
                    {"/sub", "slash 301 /sub/"},
                    {"/sub?q", "slash 301 /sub/?q"},
                    {"/sub/", "index file sub/index.html"},
                    {"/bare/", "index 404"},
                    {"/about", "path 404"},
                    {"/.env", "hidden 404"},
                    {"/_redirects", "hidden 404"},
                    {"/none", "path 404"}});
}

TEST_CASE(
    "an error page of the root answers where nothing does, and is looked up when it is asked for") {
  const temporary_directory root;
  fill(root);
  root.write("404.html", "");
  asked_site site(root, {});
  CHECK(site.ask("/none") == "path 404 404.html");
  CHECK(site.ask("/.env") == "hidden 404 404.html");
  remove(root.path("404.html"));
  CHECK(site.ask("/none") == "path 404");
}

TEST_CASE("rules: forced ones go ahead of files, others behind them and behind former roots") {
  const temporary_directory root;
  const temporary_directory before;
  fill(root);
  before.write("chunk-BxY82kQ_.js", "");
  root.write("_redirects",
             "/a.txt /never\n/about.html /forced 302!\n/chunk-* /lost\n/app/* / 200\n/env /.env "
             "200\n/gone /a.txt 410\n"
             "/rules /_headers 200\n/bare /b 301\n/sub /s 301\n");
  asked_site site(root, {});
  site.former.keep(document_root(before.path()), former_trees::kForever, {});
  expect_all(site, {{"/a.txt", "path file a.txt"},
                    {"/about.html", "rule 302 /forced"},
                    {"/chunk-BxY82kQ_.js", "former file chunk-BxY82kQ_.js"},
                    {"/chunk-CxY82kQ_.js", "rule 302 /lost"},
                    {"/app/x", "rule file index.html"},
                    {"/env", "rule 404"},
                    {"/gone", "rule 410 a.txt"},
                    {"/rules", "rule 404"},
                    {"/bare", "rule 301 /b"},
                    {"/sub", "slash 301 /sub/"}});
  CHECK(site.ask("/bare") == "rule 301 /b");
  CHECK(site.line == 8);
}

TEST_CASE("clean URLs: each page has one that is right, and the others lead there") {
  const temporary_directory root;
  fill(root);
  options how;
  how.clean_urls = clean_urls::on;
  asked_site site(root, how);
  expect_all(site, {{"/about", "clean file about.html"},
                    {"/about.html?q", "clean 301 /about?q"},
                    {"/about/", "clean 301 /about"},
                    {"/index.html", "clean 301 /"},
                    {"/index", "clean 301 /"},
                    {"/sub/index.html", "clean 301 /sub/"},
                    {"/sub/index", "clean 301 /sub/"},
                    {"/sub/x.html", "clean 301 /sub/x"},
                    {"/sub/x", "clean file sub/x.html"},
                    {"/both", "path file both"},
                    {"/both.html", "path file both.html"},
                    {"/a.txt", "path file a.txt"}});
  CHECK(site.ask("/none").ends_with(" 404"));
}

TEST_CASE("the fallback is for navigations to names that are no asset") {
  const temporary_directory root;
  fill(root);
  options how;
  how.fallback = "sub/x.html";
  asked_site site(root, how);
  expect_all(site,
             {{"/deep/link", "fallback file sub/x.html"},
              {"/deep/", "fallback file sub/x.html"},
              {"/a.txt", "path file a.txt"},
              {"/none.js", "path 404"},
              {"/.env", "hidden 404"},
              {"/_headers", "hidden 404"}},
             {.accept = "text/html"});
  expect_all(site, {{"/deep/link", "path 404"}, {"/deep/", "index 404"}}, {.accept = "*/*"});
}

TEST_CASE("a prefix is taken off, stays in redirects, and outside of it is nothing but rules") {
  const temporary_directory root;
  fill(root);
  root.write("_redirects", "/old /app/new 301\n/app/rw /app/a.txt 200\n/out /a.txt 200\n");
  options how;
  how.prefix = "/app";
  asked_site site(root, how);
  expect_all(site, {{"/app/a.txt", "path file a.txt"},
                    {"/app", "slash 301 /app/"},
                    {"/app/", "index file index.html"},
                    {"/app/sub", "slash 301 /app/sub/"},
                    {"/a.txt", "prefix 404"},
                    {"/apple/a.txt", "prefix 404"},
                    {"/", "prefix 404"},
                    {"/old", "rule 301 /app/new"},
                    {"/app/rw", "rule file a.txt"},
                    {"/out", "rule 404"}});
}

TEST_CASE("the sidecar is chosen for whatever answers with 200 or as a page") {
  const temporary_directory root;
  fill(root);
  root.write("404.html", "");
  for (const char* name : {"index.html.gz", "404.html.gz", "about.html.gz"}) root.write(name, "");
  options how;
  how.clean_urls = clean_urls::on;
  how.fallback = "about.html";
  asked_site site(root, how);
  const fields given{.accept_encoding = "gzip", .accept = "text/html"};
  for (const char* url : {"/", "/about", "/deep/link", "/none.js"}) {
    CAPTURE(url);
    http::target_path target;
    REQUIRE(http::parse_target(url, target) == http::target_kind::path);
    const destination& reached =
        site.resolved.resolve(request_with(given), target, {base::disk_wait::accepted, site.at});
    REQUIRE(reached.found != nullptr);
    CHECK(reached.found->coding == http::content_coding::gzip);
  }
}

TEST_CASE("a directory without an index is listed, under its own URL") {
  const temporary_directory root;
  root.write("sub/file", "x");
  root.write("sub/deep/file", "x");
  root.write("site/index.html", "x");
  root.write("odd/index.html/file", "x");
  root.write("page/file", "x");
  root.write("page.html", "x");
  root.write("_redirects", "/sub/* /site/ 301\n/other/* /sub/ 200\n/here /sub/deep/ 302!\n");
  const row rows[] = {{"/sub/", "listing of sub"},       {"/sub/deep/", "listing of sub/deep"},
                      {"/sub", "slash 301 /sub/"},       {"/site/", "index file site/index.html"},
                      {"/odd/", "listing of odd"},       {"/sub/file", "path file sub/file"},
                      {"/sub/file/", "rule 301 /site/"}, {"/sub/none/", "rule 301 /site/"},
                      {"/other/x", "rule 404"},          {"/here", "rule 302 /sub/deep/"},
                      {"/page/", "listing of page"},     {"/none/", "index 404"}};
  asked_site site(root, {.list = listing_use::on});
  for (const row& each : rows) {
    CAPTURE(each.url);
    CHECK(site.ask(each.url) == each.reached);
  }
  asked_site clean(root, {.clean_urls = clean_urls::on, .list = listing_use::on});
  CHECK(clean.ask("/page/") == "clean 301 /page");
  CHECK(clean.ask("/sub/") == "listing of sub");
  asked_site prefixed(root, {.list = listing_use::on, .prefix = "/app"});
  CHECK(prefixed.ask("/app/sub/") == "listing of sub");
  CHECK(prefixed.ask("/app/") == "listing of");
  asked_site plain(root, {.fallback = "page.html"});
  CHECK(plain.ask("/odd/").starts_with("index"));
}

}  // namespace
}  // namespace owlet::site
