// Tests of site/fixed_answers, and of what a site makes of them.
#include "owlet/site/fixed_answers.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "../support.h"
#include "owlet/site/site.h"

namespace owlet::site {
namespace {

using http::method;
using http::status;
using testing::moment_at;
using testing::temporary_directory;

fixed_answers answers_of(const std::vector<std::string>& texts,
                         const presentation& settings = presentation{}) {
  return {texts, settings};
}

http::request request_of(method name) {
  http::request request;
  request.method = name;
  return request;
}

// The text of the answer, "-" for none.
std::string asked(const fixed_answers& of, std::string_view target, method name = method::get) {
  http::target_path path;
  const http::target_kind kind = http::parse_target(target, path);
  const ready_answer* const found = of.find(request_of(name), kind, path);
  return found == nullptr ? "-" : found->content.body;
}

TEST_CASE("a path is matched as the site's are: decoded, with or without its last slash") {
  const auto some = answers_of({"/healthz=ok", "/%C3%BC=u", "/:x/y=named"});
  CHECK(some.is_empty() == false);
  CHECK(asked(some, "/healthz") == "ok");
  CHECK(asked(some, "/healthz?q=1") == "ok");
  CHECK(asked(some, "/healthz/") == "ok");
  CHECK(asked(some, "/x/../%68ealthz") == "ok");
  CHECK(asked(some, "http://host/healthz") == "ok");
  CHECK(asked(some, "/%c3%bc") == "u");
  CHECK(asked(some, "/any/y") == "named");
  CHECK(asked(some, "/Healthz") == "-");
  CHECK(asked(some, "/healthz/x") == "-");
  CHECK(asked(some, "/") == "-");
}

TEST_CASE("a star is for every path, even one that no file can have, and for nothing else") {
  const auto all = answers_of({"*=x"});
  for (const std::string_view target : {"/", "/a/b", "/a%2Fb", "/.env", "/_headers", "/a?b"}) {
    CAPTURE(target);
    CHECK(asked(all, target) == "x");
  }
  for (const std::string_view target : {"*", "/%zz", "/../a", "a", "host:80"}) {
    CAPTURE(target);
    CHECK(asked(all, target) == "-");
  }
}

TEST_CASE("the first that is for the path and the method answers, in the order given") {
  const auto some = answers_of({"/a/*=below", "/a/b=never", "/a/b any=posted", "* 503 any=rest"});
  CHECK(asked(some, "/a/b") == "below");
  CHECK(asked(some, "/a/b", method::head) == "below");
  CHECK(asked(some, "/a/b", method::other) == "posted");
  CHECK(asked(some, "/a/c", method::options) == "rest");
  CHECK(asked(answers_of({"/a=x"}), "/a", method::other) == "-");
}

TEST_CASE("an expectation that nobody can meet is not met here either") {
  const auto all = answers_of({"* any=x"});
  http::request request = request_of(method::get);
  http::target_path path;
  const auto kind = http::parse_target("/", path);
  request.expectation = http::expectation::continue_100;
  CHECK(all.find(request, kind, path) != nullptr);
  request.expectation = http::expectation::unknown;
  CHECK(all.find(request, kind, path) == nullptr);
}

TEST_CASE("the type says utf-8 where it takes that and the text is that") {
  const auto type_of = [](const std::string& text, const presentation& settings) {
    const auto one = answers_of({text}, settings);
    http::target_path path;
    const auto kind = http::parse_target("/", path);
    return one.find(request_of(method::get), kind, path)->content.content_type;
  };
  presentation latin;
  latin.charset = "iso-8859-1";
  CHECK(type_of("/=\xc3\xbc", {}) == "text/plain; charset=utf-8");
  CHECK(type_of("/=\xfc", {}) == "text/plain");
  CHECK(type_of("/=\xfc", latin) == "text/plain; charset=iso-8859-1");
  CHECK(type_of("/ text/html=x", {}) == "text/html; charset=utf-8");
  CHECK(type_of("/ application/json={}", latin) == "application/json");
}

TEST_CASE("one of status 200 has what an answer of a whole file has, but no time") {
  const auto fields_of = [](const presentation& settings) {
    const auto one = answers_of({"*=hello"}, settings);
    return one.find(request_of(method::get), http::target_kind::path, {})->content.whole_fields;
  };
  CHECK(fields_of({}) ==
        "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n"
        "ETag: \"b5e9c1ad071b3e7fc779cfaa5e523818\"\r\nAccept-Ranges: bytes\r\n"
        "Cache-Control: no-cache\r\n");
  presentation settings;
  settings.cache_control = "max-age=60";
  CHECK(fields_of(settings).ends_with("Cache-Control: max-age=60\r\n"));
  settings.cache_control = "";
  CHECK(fields_of(settings).ends_with("Accept-Ranges: bytes\r\n"));
}

// -- In a site -----------------------------------------------------------------------------------

http::request request_for(std::string_view target, method name = method::get) {
  http::request request;
  request.method = name;
  request.target = target;
  return request;
}

struct outcome {
  answer given;
  std::string text;
};

// Each request comes with a wake-up of its own.
outcome ask(site& from, const http::request& request) {
  from.begin_epoch();
  base::segment_buffer out;
  const respond_terms terms{.offered = persistence::keep_alive, .wait = base::disk_wait::accepted};
  const answer given = from.respond(request, terms, moment_at(), out).value();
  return {given, out.memory};
}

TEST_CASE("a fixed answer is given ahead of every file, with the fields that files have") {
  const temporary_directory directory;
  directory.write("a.txt", "hello");
  directory.write("_headers", "/a.txt\n  X-Rule: yes\n");
  options how;
  how.respond = {"/a.txt=fixed", "/gone 410=was here", "/busy 503="};
  site served(directory.path(), how);
  const outcome fixed = ask(served, request_for("/a.txt"));
  CHECK(fixed.text.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(fixed.text.find("\r\nX-Rule: yes\r\n") != std::string::npos);
  CHECK(fixed.text.ends_with("\r\n\r\nfixed"));
  CHECK(fixed.given.content_bytes == 5);
  CHECK(ask(served, request_for("/a.txt", method::head)).text.ends_with("\r\n\r\n"));
  CHECK(ask(served, request_for("/a.txt", method::other)).given.status ==
        status::method_not_allowed);
  const outcome gone = ask(served, request_for("/gone"));
  CHECK(gone.given.status == status::gone);
  CHECK(gone.given.persistence == persistence::keep_alive);
  CHECK(gone.text.find("\r\nCache-Control: no-store\r\n") != std::string::npos);
  CHECK(gone.text.find("\r\nETag: ") == std::string::npos);
  CHECK(ask(served, request_for("/busy")).text.find("\r\nRetry-After: ") == std::string::npos);
  how.respond.clear();
  served.reopen(directory.path(), how, {});
  CHECK(ask(served, request_for("/a.txt")).text.ends_with("\r\n\r\nhello"));
}

TEST_CASE("conditions and ranges are for GET and HEAD of status 200 alone") {
  const temporary_directory directory;
  directory.write("412.html", "a page of the root");
  options how;
  how.respond = {"/a any=0123456789", "/b 404 any=0123456789", "/c 204 any="};
  site served(directory.path(), how);
  const auto status_of = [&](std::string_view target, method name, http::field field,
                             std::string_view value) {
    http::request request = request_for(target, name);
    request.fields[static_cast<std::size_t>(field)] = value;
    return static_cast<unsigned>(ask(served, request).given.status);
  };
  using http::field;
  CHECK(status_of("/a", method::get, field::if_none_match, "*") == 304);
  CHECK(status_of("/a", method::head, field::if_none_match, "*") == 304);
  CHECK(status_of("/a", method::get, field::range, "bytes=1-2") == 206);
  CHECK(status_of("/a", method::get, field::if_match, "\"x\"") == 412);
  CHECK(served.is_epoch_unused());
  for (const method name : {method::other, method::options}) {
    CHECK(status_of("/a", name, field::if_none_match, "*") == 200);
    CHECK(status_of("/a", name, field::range, "bytes=1-2") == 200);
  }
  CHECK(status_of("/b", method::get, field::if_none_match, "*") == 404);
  CHECK(status_of("/c", method::get, field::if_none_match, "*") == 204);
}

TEST_CASE("a fixed answer neither looks at the disk nor makes use of what is known of it") {
  const temporary_directory directory;
  options how;
  how.respond = {"* =fixed"};
  site served(directory.path(), how);
  std::filesystem::remove_all(directory.path());
  const outcome fixed = ask(served, request_for("/a.txt"));
  CHECK(fixed.text.ends_with("\r\n\r\nfixed"));
  CHECK(served.is_epoch_unused());
}

TEST_CASE("an explanation says that a fixed answer answers, and by which rule") {
  const temporary_directory directory;
  directory.write("a.txt", "hello");
  options how;
  how.respond = {"/a.*=fixed"};
  site served(directory.path(), how);
  const explanation told = served.explain(request_for("/a.txt"), moment_at());
  CHECK(told.reached == explanation::stage::fixed);
  CHECK(told.fixed_path == "/a.*");
  CHECK(told.file.empty());
  CHECK(served.explain(request_for("/b.txt"), moment_at()).reached == explanation::stage::path);
}

}  // namespace
}  // namespace owlet::site
