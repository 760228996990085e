// Tests of site/special_files.
#include "owlet/site/special_files.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "cached_directory.h"

namespace owlet::site {
namespace {

using http::status;
using std::chrono::seconds;
using testing::late;
using testing::remove;
using testing::temporary_directory;
using testing::wait_for_tick;

TEST_CASE("a file of rules is known by its whole path, and so are its codings") {
  for (const char* path :
       {"_redirects", "_headers", "_redirects.gz", "_headers.br", "_headers.zst"}) {
    CAPTURE(path);
    CHECK(is_rule_file(path));
  }
  for (const char* path :
       {"", "_", ".gz", "redirects", "_redirect", "_redirects.html", "_redirects_", "sub/_headers",
        "_headers/x", "_Headers", "_headers.gzip"}) {
    CAPTURE(path);
    CHECK_FALSE(is_rule_file(path));
  }
}

// A root, and what was understood of it. Each look comes a second after the one before.
struct watched_directory {
  temporary_directory directory;
  std::optional<document_root> root;
  std::optional<special_files> special;
  seconds age{0};

  void open() {
    root.emplace(directory.path());
    special.emplace(*root);
  }
  // Returns what was said.
  std::string refresh() {
    age += seconds(1);
    const owlet::testing::captured_output said(2);
    special->refresh(*root, late(age));
    return said.take();
  }
  [[nodiscard]] std::string fields() const {
    header_changes changes;
    special->headers().apply({.path = {"a", false}, .file = {}, .host = {}}, changes);
    return std::string(changes.value("X"));
  }
};

TEST_CASE("a mistake stops the start, and every mistake has been said") {
  watched_directory at;
  at.directory.write("_redirects", "/a\n");
  at.directory.write("_headers", "/a\n  X Y: 1\n");
  const owlet::testing::captured_output said(2);
  CHECK_THROWS(at.open());
  const std::string text = said.take();
  CHECK(text.find("_redirects:1:1: /a: ") != text.npos);
  CHECK(text.find("_headers:2:3: X Y: ") != text.npos);
}

TEST_CASE("what comes, changes and goes is taken at the next look") {
  watched_directory at;
  at.open();
  CHECK(at.special->redirects().is_empty());
  std::uint64_t version = at.special->headers_version();
  for (const std::string value : {"1", "2", "2 and more", "3"}) {
    CAPTURE(value);
    wait_for_tick();
    at.directory.write("_headers", "/a\n  X: " + value + "\n");
    CHECK(at.refresh().empty());
    CHECK(at.fields() == value);
    CHECK(at.special->headers_version() > version);
    version = at.special->headers_version();
  }
  CHECK(at.refresh().empty());
  CHECK(at.special->headers_version() == version);
  remove(at.directory.path("_headers"));
  CHECK(at.refresh().empty());
  CHECK(at.special->headers().is_empty());
}

TEST_CASE("within a second nothing is looked at") {
  watched_directory at;
  at.open();
  at.refresh();
  wait_for_tick();
  at.directory.write("_redirects", "/a /b\n");
  at.special->refresh(*at.root, late(at.age + std::chrono::milliseconds(999)));
  CHECK(at.special->redirects().is_empty());
  at.refresh();
  CHECK(at.special->redirects().count() == 1);
}

TEST_CASE("of a broken version that is said once, and the last good one stays until the next") {
  watched_directory at;
  at.directory.write("_redirects", "/a /b\n");
  at.open();
  at.refresh();
  for (const char* broken : {"/a\n", "/a /b\n/c\n"}) {
    wait_for_tick();
    at.directory.write("_redirects", broken);
    CHECK(at.refresh().find("the rules before it stay in force") != std::string::npos);
    CHECK(at.special->redirects().count() == 1);
    wait_for_tick();
    at.directory.write("_redirects", broken);
    CHECK(at.refresh().empty());
  }
  wait_for_tick();
  at.directory.write("_redirects", "/a /b\n/c /d\n");
  CHECK(at.refresh().empty());
  CHECK(at.special->redirects().count() == 2);
}

TEST_CASE("what is no file is a mistake, and an empty file is none") {
  watched_directory at;
  at.directory.write("_headers", "/a\n  X: 1\n");
  at.open();
  at.refresh();
  wait_for_tick();
  remove(at.directory.path("_headers"));
  at.directory.make_directory("_headers");
  CHECK(at.refresh().find("_headers: it cannot be read") != std::string::npos);
  CHECK(at.fields() == "1");
  wait_for_tick();
  remove(at.directory.path("_headers"));
  at.directory.write("_headers", "");
  CHECK(at.refresh().empty());
  CHECK(at.special->headers().is_empty());
}

TEST_CASE("another root is read at once, with its rules and pages") {
  watched_directory at;
  at.directory.write("_redirects", "/a /b\n");
  at.directory.write("404.html", "");
  at.open();
  const temporary_directory other;
  other.write("_headers", "/a\n  X: 1\n");
  at.special->move_to(document_root(other.path()));
  CHECK(at.special->redirects().is_empty());
  CHECK(at.special->page_of(status::not_found) == nullptr);
  CHECK(at.fields() == "1");
}

TEST_CASE("an error has the page of its number, and those of the server share one") {
  watched_directory at;
  for (const char* name : {"404.html", "50x.html", "503.html"}) at.directory.write(name, "");
  at.directory.make_directory("403.html");
  at.open();
  const auto page = [&](status code) {
    const std::string* const path = at.special->page_of(code);
    return path == nullptr ? std::string() : *path;
  };
  CHECK(page(status::not_found) == "404.html");
  CHECK(page(status::internal_server_error) == "50x.html");
  CHECK(page(status::service_unavailable) == "503.html");
  CHECK(page(status::forbidden).empty());
  CHECK(page(status::ok).empty());
}

}  // namespace
}  // namespace owlet::site
