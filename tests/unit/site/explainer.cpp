// Tests of site/explainer: what a site says of its own answers.
#include "owlet/site/explainer.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "../support.h"
#include "owlet/site/site.h"

namespace owlet::site {
namespace {

using testing::moment_at;
using testing::temporary_directory;

http::request request_for(std::string_view target, std::string_view codings = {}) {
  http::request request;
  request.method = http::method::get;
  request.target = target;
  request.fields[static_cast<std::size_t>(http::field::accept_encoding)] = codings;
  return request;
}

void age(const temporary_directory& directory, const std::string& name) {
  const timespec times[] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
  REQUIRE(::utimensat(AT_FDCWD, directory.path(name).c_str(), times, 0) == 0);
}

TEST_CASE("the head that is told is that of the answer, and the asking changes none") {
  const temporary_directory directory;
  directory.write("a.txt", "hello");
  site told(directory.path(), {});
  const explanation first = told.explain(request_for("/a.txt"), moment_at());
  CHECK(first.reached == explanation::stage::path);
  CHECK(first.status == http::status::ok);
  CHECK(first.by == way::path);
  CHECK(first.file == "a.txt");
  CHECK(first.head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(first.head.ends_with("\r\n\r\n"));
  base::segment_buffer out;
  const respond_terms terms{.offered = persistence::close, .wait = base::disk_wait::accepted};
  CHECK(told.respond(request_for("/a.txt"), terms, moment_at(), out));
  CHECK(out.memory == first.head + "hello");
}

TEST_CASE("each coding has a fate") {
  const temporary_directory directory;
  for (const char* each : {"a.txt", "a.txt.br", "a.txt.gz"}) directory.write(each, each);
  age(directory, "a.txt.gz");
  directory.link("/etc/passwd", "a.txt.zst");
  struct row {
    std::string_view accept;
    sidecar::fate of_brotli;
  };
  using enum sidecar::fate;
  const row kRows[] = {
      {"br", chosen}, {{}, unasked}, {"gzip", refused}, {"br;q=0.5, identity", less_wanted}};
  for (const row& each : kRows) {
    CAPTURE(each.accept);
    site told(directory.path(), {});
    const explanation got = told.explain(request_for("/a.txt", each.accept), moment_at());
    REQUIRE(got.sidecars.size() == 3);
    CHECK(got.sidecars[0].what == each.of_brotli);
    CHECK(got.sidecars[1].what == unusable);
    CHECK(got.sidecars[2].what == older);
    CHECK(got.file == (each.of_brotli == chosen ? "a.txt.br" : "a.txt"));
  }
}

TEST_CASE("a rule that matches is told, whether or not it answers") {
  const temporary_directory directory;
  directory.write("a.txt", "hello");
  directory.write("_redirects", "# rules\n/a.txt /b\n/c /d 301\n");
  site told(directory.path(), {});
  const explanation shadowed = told.explain(request_for("/a.txt"), moment_at());
  REQUIRE(shadowed.rule);
  CHECK(shadowed.rule->line == 2);
  CHECK_FALSE(shadowed.is_by_rule);
  const explanation applied = told.explain(request_for("/c"), moment_at());
  REQUIRE(applied.rule);
  CHECK(applied.rule->line == 3);
  CHECK(applied.is_by_rule);
  CHECK(applied.location == "/d");
  CHECK_FALSE(told.explain(request_for("/e"), moment_at()).rule);
}

TEST_CASE("the rules of fields that apply are told by their lines, without a path as well") {
  const temporary_directory directory;
  directory.write("index.html", "<p>");
  directory.write("_headers", "/*\n  A: 1\n\n/x\n  B: 2\n/*.html\n  C: 3\n");
  site told(directory.path(), {});
  using lines = std::vector<std::size_t>;
  CHECK(told.explain(request_for("/"), moment_at()).field_lines == lines{1, 6});
  CHECK(told.explain(request_for("/x"), moment_at()).field_lines == lines{1, 4});
  http::request other = request_for("/x");
  other.method = http::method::other;
  CHECK(told.explain(other, moment_at()).field_lines == lines{1, 4});
}

TEST_CASE("a refusal is told with its page") {
  const temporary_directory directory;
  directory.write("400.html", "<p>");
  site told(directory.path(), {});
  const explanation got =
      told.explain_refusal(http::status::bad_request, http::method::get, moment_at());
  CHECK(got.reached == explanation::stage::malformed);
  CHECK(got.file == "400.html");
  CHECK(got.is_page);
  CHECK(got.head.starts_with("HTTP/1.1 400 Bad Request\r\n"));
}

}  // namespace
}  // namespace owlet::site
