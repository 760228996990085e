// Tests of site/fixed_answer.
#include "owlet/site/fixed_answer.h"

#include <doctest/doctest.h>

#include <string>

#include "owlet/base/limits.h"

namespace owlet::site {
namespace {

fixed_answer parsed(std::string_view text) {
  CAPTURE(text);
  fixed_answer read;
  const auto remedy = parse_fixed_answer(text, read);
  CHECK_FALSE(remedy);
  return read;
}

std::string refusal_of(std::string_view text) {
  fixed_answer read;
  return parse_fixed_answer(text, read).value_or("");
}

TEST_CASE("a path and a text are enough") {
  const fixed_answer read = parsed("/healthz=ok");
  CHECK(read.path == "/healthz");
  CHECK(read.status == http::status::ok);
  CHECK(read.type == "text/plain");
  CHECK(read.methods == answered_methods::get_and_head);
  CHECK(read.text == "ok");
}

TEST_CASE("the words behind the path say by their form what they are, in any order") {
  for (const std::string_view text : {"* 503 text/html any=<h1>Back = soon</h1>",
                                      " *  any\ttext/html 503 =<h1>Back = soon</h1>"}) {
    CAPTURE(text);
    const fixed_answer read = parsed(text);
    CHECK(read.path == "*");
    CHECK(read.status == http::status::service_unavailable);
    CHECK(read.type == "text/html");
    CHECK(read.methods == answered_methods::any);
    CHECK(read.text == "<h1>Back = soon</h1>");
  }
  CHECK(parsed("/api/* 200 application/json={}").type == "application/json");
  CHECK(parsed("/:lang/x image/svg+xml=").type == "image/svg+xml");
}

TEST_CASE("the text is all that is behind the first =, byte for byte") {
  CHECK(parsed("/a=").text.empty());
  CHECK(parsed("/a= b \n\xff=").text == " b \n\xff=");
  CHECK(parsed("/a%3Db=c=d").path == "/a%3Db");
  const std::string longest(base::kMaxFixedAnswerBytes, 'x');
  CHECK(parsed("/a=" + longest).text == longest);
  CHECK(refusal_of("/a=" + longest + 'x') ==
        "the text is longer than 8192 bytes: put it into a file of the root");
}

TEST_CASE("statuses that need no more than a text are taken") {
  for (unsigned code = 200; code < 600; ++code) {
    const bool is_odd = code == 206 || (code >= 300 && code < 400) || code == 401 || code == 405 ||
                        code == 407 || code == 416 || code == 426 ||
                        !http::is_registered(static_cast<http::status>(code));
    CAPTURE(code);
    CHECK(refusal_of("/a " + std::to_string(code) + "=").empty() == !is_odd);
  }
}

TEST_CASE("what means nothing is refused with a remedy") {
  struct row {
    std::string_view text;
    std::string_view remedy;
  };
  constexpr row kRows[] = {
      {"", "write PATH=TEXT, as in /healthz=ok"},
      {"/healthz", "write PATH=TEXT, as in /healthz=ok"},
      {"=ok", "begin with a path such as /healthz, or * for every path"},
      {"healthz=ok", "begin with a path such as /healthz, or * for every path"},
      {"*.txt=ok", "begin with a path such as /healthz, or * for every path"},
      {"/a?b=c", "/a?b: a path has no ? or #: leave them out, all queries are answered"},
      {"/a%zz=x", "%zz: this is no escape: a % itself is written %25"},
      {"/*/*=x", "*: there is a splat already: leave one of them"},
      {"/a/../b=x", "..: no path has this segment: write the path that it leads to"},
      {"/a 100=", "status 100: give a final one, from 200 to 599"},
      {"/a 2000=", "status 2000: give a final one, from 200 to 599"},
      {"/a 99999999999999999999=",
       "status 99999999999999999999: give a final one, from 200 to 599"},
      {"/a 20=", "status 20: give a final one, from 200 to 599"},
      {"/a 299=", "status 299: HTTP has none of this number: give another"},
      {"/a 204=x", "status 204: it has no content: end with the ="},
      {"/a 205=x", "status 205: it has no content: end with the ="},
      {"/a 301=/b", "status 301: it needs to say where to: write a line of the file _redirects"},
      {"/a 304=", "status 304: it is about a part or a version of a file: give another status"},
      {"/a 401=", "status 401: it has to say how to log in, which a fixed answer cannot: give 403"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.text);
    CHECK(refusal_of(each.text) == each.remedy);
  }
}

TEST_CASE("a word that is neither status, type nor any is named") {
  for (const std::string_view word : {"all", "/b", "text/", "text/a/b", "20x", "te(xt/html"}) {
    const std::string text = "/a " + std::string(word) + "=x";
    CAPTURE(text);
    CHECK(refusal_of(text).starts_with(std::string(word) + ": behind the path there can be "));
  }
}

}  // namespace
}  // namespace owlet::site
