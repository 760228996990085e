// Tests of site/site: from a request to the bytes of its answer.
#include "owlet/site/site.h"

#include <doctest/doctest.h>

#include <string>
#include <system_error>

#include "../support.h"
#include "owlet/base/limits.h"

namespace owlet::site {
namespace {

using http::method;
using http::status;
using testing::moment_at;
using testing::temporary_directory;

http::request request_for(std::string_view target, method name = method::get) {
  http::request request;
  request.method = name;
  request.target = target;
  return request;
}

struct outcome {
  answer given;
  std::string text;  // of the memory
  std::size_t slices;
};

const options kCache{.cache = {.entries = 8, .bytes = 1U << 20U, .files = 2}, .files = {}};

// Each request comes with a wake-up of its own.
outcome ask(site& from, const http::request& request,
            persistence offered = persistence::keep_alive) {
  from.begin_epoch();
  base::segment_buffer out;
  out.memory = "before";
  const respond_terms terms{.offered = offered, .wait = base::disk_wait::accepted};
  const answer given = from.respond(request, terms, moment_at(), out).value();
  CHECK(out.memory.starts_with("before"));
  return {given, out.memory.substr(6), out.slices.size()};
}

void fill(const temporary_directory& directory) {
  directory.write("a.txt", "hello");
  directory.write("index.html", "<p>");
  directory.write("a b.css", "x");
  directory.write("sub/index.html", "<h1>");
  directory.make_directory("empty");
  directory.make_directory("odd/index.html");
  directory.write("large", std::string(base::kSmallBodyBytes + 1, 'x'));
}

TEST_CASE("a target leads to a file, an index, a redirection or nothing") {
  struct row {
    std::string_view target;
    unsigned code;
    std::string_view part;  // of the response
  };
  constexpr row kRows[] = {
      {"/a.txt", 200, "Content-Type: text/plain\r\nContent-Length: 5\r\n"},
      {"/a.txt?q", 200, "\r\n\r\nhello"},
      {"/a%20b.css", 200, "Content-Type: text/css\r\n"},
      {"/%61.txt", 200, "\r\n\r\nhello"},
      {"http://example.com/a.txt", 200, "\r\n\r\nhello"},
      {"/", 200, "Content-Type: text/html\r\nContent-Length: 3\r\n"},
      {"/sub/", 200, "\r\n\r\n<h1>"},
      {"/sub/.", 200, "\r\n\r\n<h1>"},
      {"/sub/../a.txt", 200, "\r\n\r\nhello"},
      {"/sub", 301, "\r\nLocation: /sub/\r\n"},
      {"/sub?q=1", 301, "\r\nLocation: /sub/?q=1\r\n"},
      {"/empty/", 404, ""},
      {"/empty", 301, "\r\nLocation: /empty/\r\n"},
      {"/odd/", 404, ""},  // its index is a directory
      {"/a.txt/", 404, ""},
      {"/nothing", 404, ""},
      {"/nothing/", 404, ""},
      {"/sub%2findex.html", 404, ""},
      {"/..", 400, ""},
      {"/%00", 400, ""},
      {"a.txt", 400, ""},
      {"*", 400, ""},
      {"", 400, ""},
  };
  const temporary_directory directory;
  fill(directory);
  site served(directory.path(), kCache);
  for (const row& each : kRows) {
    CAPTURE(each.target);
    const outcome got = ask(served, request_for(each.target));
    CHECK(static_cast<unsigned>(got.given.status) == each.code);
    CHECK(got.text.starts_with("HTTP/1.1 " + std::to_string(each.code) + ' '));
    CHECK(got.text.find(each.part) != std::string::npos);
    const std::size_t head_end = got.text.find("\r\n\r\n") + 4;
    CHECK(got.text.size() - head_end == got.given.content_bytes);
    const outcome for_head = ask(served, request_for(each.target, method::head));
    CHECK(for_head.text == got.text.substr(0, head_end));
    CHECK(for_head.given.content_bytes == 0);
  }
}

TEST_CASE("a large file is a slice") {
  const temporary_directory directory;
  fill(directory);
  site served(directory.path(), kCache);
  const outcome got = ask(served, request_for("/large"));
  CHECK(got.slices == 1);
  CHECK(got.given.content_bytes == base::kSmallBodyBytes + 1);
  CHECK(ask(served, request_for("/large", method::head)).slices == 0);
}

TEST_CASE("the connection stays if it was offered to, but not after a malformed target") {
  const temporary_directory directory;
  fill(directory);
  site served(directory.path(), kCache);
  struct row {
    std::string_view target;
    bool stays;
  };
  constexpr row kRows[] = {{"/a.txt", true}, {"/nothing", true}, {"/sub", true}, {"/..", false}};
  for (const row& each : kRows) {
    CAPTURE(each.target);
    for (const auto offered : {persistence::keep_alive, persistence::close}) {
      const bool stays = each.stays && offered == persistence::keep_alive;
      const outcome got = ask(served, request_for(each.target), offered);
      CHECK((got.given.persistence == persistence::keep_alive) == stays);
      const std::string_view line =
          stays ? "\r\nConnection: keep-alive\r\n" : "\r\nConnection: close\r\n";
      CHECK(got.text.find(line) != std::string::npos);
    }
  }
}

TEST_CASE("methods other than GET, HEAD and OPTIONS are told so") {
  const temporary_directory directory;
  site served(directory.path(), kCache);
  const outcome other = ask(served, request_for("/", method::other));
  CHECK(other.given.status == status::method_not_allowed);
  CHECK(other.text.find("\r\nAllow: GET, HEAD, OPTIONS\r\n") != std::string::npos);
  const outcome options = ask(served, request_for("*", method::options));
  CHECK(options.given.status == status::no_content);
  CHECK(options.text.find("Content-Length") == std::string::npos);
}

TEST_CASE("a refusal is the last answer on its connection") {
  const temporary_directory directory;
  site served(directory.path(), kCache);
  for (const status why : {status::bad_request, status::request_timeout, status::not_implemented}) {
    for (const method name : {method::get, method::head}) {
      base::segment_buffer out;
      const answer given = served.refuse(why, name, moment_at(), out);
      std::string page;
      if (name == method::get) http::append_error_page(page, why);
      CHECK(given.status == why);
      CHECK(given.persistence == persistence::close);
      CHECK(given.content_bytes == page.size());
      CHECK(out.memory.starts_with(http::status_line(why)));
      CHECK(out.memory.ends_with("\r\nConnection: close\r\n\r\n" + page));
    }
  }
}

TEST_CASE("the answer to one request leaves nothing behind for the next") {
  const temporary_directory directory;
  fill(directory);
  site served(directory.path(), kCache);
  const std::string first = ask(served, request_for("/a.txt")).text;
  for (const std::string_view between : {"/sub?q", "/sub/", "/..", "/nothing/", "*", "/large"}) {
    CAPTURE(between);
    (void)ask(served, request_for(between));
    CHECK(ask(served, request_for("/a.txt")).text == first);
  }
}

TEST_CASE("a change on the disk is seen by the next request") {
  const temporary_directory directory;
  directory.write("a.txt", "one");
  site served(directory.path(), kCache);
  CHECK(ask(served, request_for("/a.txt")).text.ends_with("\r\n\r\none"));
  directory.write("a.txt", "three");
  CHECK(ask(served, request_for("/a.txt")).text.ends_with("\r\n\r\nthree"));
  std::filesystem::remove(directory.path("a.txt"));
  CHECK(ask(served, request_for("/a.txt")).given.status == status::not_found);
}

TEST_CASE("without a root there is no site") {
  const temporary_directory directory;
  CHECK_THROWS_AS(site(directory.path("nothing"), kCache), std::system_error);
}

TEST_CASE("an epoch is unused until the disk is looked at") {
  const temporary_directory directory;
  fill(directory);
  site files(directory.path(), kCache);
  const respond_terms terms{.offered = persistence::keep_alive, .wait = base::disk_wait::accepted};
  for (const std::string_view target : {"/a.txt", "/a.txt", "/nothing", "/nothing", "/sub"}) {
    CAPTURE(target);
    base::segment_buffer out;
    files.begin_epoch();
    CHECK(files.is_epoch_unused());
    CHECK(files.respond(request_for("*", method::options), terms, moment_at(), out));
    CHECK(files.is_epoch_unused());
    CHECK(files.respond(request_for(target), terms, moment_at(), out));
    CHECK_FALSE(files.is_epoch_unused());
  }
}

TEST_CASE("equal requests of one epoch and second are answered alike, and of no other") {
  const temporary_directory directory;
  fill(directory);
  site files(directory.path(), kCache);
  const http::request request = request_for("/a.txt");
  respond_terms terms{
      .offered = persistence::keep_alive, .wait = base::disk_wait::accepted, .request_id = 7};
  const auto respond = [&](const http::request& asked, base::duration later = {}) {
    base::segment_buffer out;
    CHECK(files.respond(asked, terms, moment_at(later), out));
    return out.memory;
  };
  const std::string first = respond(request);
  CHECK(first.ends_with("hello"));
  CHECK(respond(request) == first);
  directory.write("a.txt", "HELLO");
  CHECK(respond(request) == first);  // the epoch is the same
  CHECK(respond(request, std::chrono::seconds(1)).find(":38 GMT") != std::string::npos);
  files.begin_epoch();
  CHECK(respond(request).ends_with("HELLO"));
  terms.offered = persistence::close;
  CHECK(respond(request).find("Connection: close") != std::string::npos);
  terms.request_id = 8;
  CHECK(respond(request_for("/index.html")).ends_with("<p>"));
  terms.request_id = 0;
  CHECK(respond(request_for("/nothing")).starts_with("HTTP/1.1 404"));
  CHECK(respond(request_for("/index.html")).ends_with("<p>"));
}

TEST_CASE("an answer with a slice is made anew each time") {
  const temporary_directory directory;
  fill(directory);
  site files(directory.path(), kCache);
  const respond_terms terms{
      .offered = persistence::keep_alive, .wait = base::disk_wait::accepted, .request_id = 7};
  base::segment_buffer out;
  for (std::size_t count = 1; count < 4; ++count) {
    CHECK(files.respond(request_for("/large"), terms, moment_at(), out));
    CHECK(out.slices.size() == count);
  }
}

}  // namespace
}  // namespace owlet::site
