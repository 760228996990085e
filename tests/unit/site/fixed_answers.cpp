// Tests of site/fixed_answers.
#include "owlet/site/fixed_answers.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace owlet::site {
namespace {

using http::method;
using http::status;

fixed_answers answers_of(const std::vector<std::string>& texts,
                         const presentation& settings = presentation{}) {
  std::vector<fixed_answer> given;
  for (const std::string& each : texts) {
    given.push_back(std::get<fixed_answer>(parse_fixed_answer(each)));
  }
  return {given, settings};
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
  const auto some = answers_of({"/a b=space", "/healthz=ok", "/%C3%BC=u", "/:x/y=named"});
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

TEST_CASE("conditions and ranges are for GET and HEAD of status 200 alone") {
  const auto some = answers_of({"/a any=0123456789", "/b 404 any=0123456789", "/c 204 any="});
  const auto plan_of = [&](std::string_view target, method name) {
    http::target_path path;
    const auto kind = http::parse_target(target, path);
    http::request request = request_of(name);
    request.fields[static_cast<std::size_t>(http::field::if_none_match)] = "*";
    return plan_fixed(request, *some.find(request, kind, path), 1000);
  };
  CHECK(plan_of("/a", method::get).status == status::not_modified);
  CHECK(plan_of("/a", method::head).status == status::not_modified);
  CHECK(plan_of("/a", method::other).content == content::whole);
  CHECK(plan_of("/a", method::options).status == status::ok);
  CHECK(plan_of("/b", method::get).status == status::not_found);
  CHECK(plan_of("/b", method::get).content == content::page_file);
  CHECK(plan_of("/c", method::get).content == content::none);
}

}  // namespace
}  // namespace owlet::site
