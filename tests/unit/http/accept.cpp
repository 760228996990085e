// Tests of http/accept.
#include "owlet/http/accept.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::http {
namespace {

TEST_CASE("who names text/html is taken to a page") {
  constexpr std::string_view kFields[] = {
      // Chromium, Firefox, Safari, Turbo Drive, lynx: what they send for a page.
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;"
      "q=0.8,application/signed-exchange;v=b3;q=0.7",
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
      "text/html, application/xhtml+xml",
      "text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01",
      "TEXT/HTML",
      "*/*, text/html",
      "text/html;q=0.001",
      "text/html ; level=1 ; q=1.0",
      "text/html;level=1;q=0.5;x=0",
      "text/html;charset=utf-8",
      ",,text/html",
      "text/html;q=0, text/html",
  };
  for (const std::string_view field : kFields) {
    CAPTURE(field);
    CHECK(is_navigation(field, {}));
  }
}

TEST_CASE("who names no page, or refuses it, is not") {
  constexpr std::string_view kFields[] = {"",
                                          "*/*",
                                          "text/*",
                                          "image/avif,image/webp,*/*;q=0.8",
                                          "text/css,*/*;q=0.1",
                                          "application/json, text/plain, */*",
                                          "text/html;q=0",
                                          "text/html;q=0.000",
                                          "text/html; Q=0",
                                          "text/html;q=",
                                          "text/html;q",
                                          "text/html;q=2",
                                          "text/html;level=1;q=0",
                                          "text/htmlx",
                                          "xtext/html",
                                          "text /html",
                                          "application/xhtml+xml"};
  for (const std::string_view field : kFields) {
    CAPTURE(field);
    CHECK_FALSE(is_navigation(field, {}));
    CHECK(is_navigation(field, "navigate"));
    CHECK_FALSE(is_navigation(field, "cors"));
    CHECK_FALSE(is_navigation(field, "no-cors"));
    CHECK_FALSE(is_navigation(field, "navigated"));
  }
  CHECK(is_navigation({}, "navigate"));
  CHECK(is_navigation("text/html", "cors"));
}

TEST_CASE("a path names an asset by an extension that files have") {
  constexpr std::string_view kAssets[] = {"/a.js",        "/a.JS",          "a.css",
                                          "/b/c.woff2",   "/x.webmanifest", "/main.js.map",
                                          "/a.bin",       "/robots.txt",    "/a/b.3f9a2c1b.mjs",
                                          "/about.json",  "/favicon.ico",   "/.x.png",
                                          "/logo@2x.png", "/a.zip",         "/a.mov",
                                          "/com.js",      "/a.gz"};
  for (const std::string_view path : kAssets) {
    CAPTURE(path);
    CHECK(has_asset_extension(path));
  }
  constexpr std::string_view kPages[] = {"/",
                                         "",
                                         "/about",
                                         "/about.html",
                                         "/about.HTM",
                                         "/a.js/",
                                         "/a.js/edit",
                                         "/@jane.doe",
                                         "/v1.2",
                                         "/a.",
                                         "/.well-known",
                                         "/.env",
                                         "/users/j.smithson",
                                         "/u/jane@example.com",
                                         "/sites/example.ORG",
                                         "/sites/example.co.rs",
                                         "/u/@jane.me",
                                         "/a.jsx2",
                                         "/a.\xC3\xA9"};
  for (const std::string_view path : kPages) {
    CAPTURE(path);
    CHECK_FALSE(has_asset_extension(path));
  }
}

TEST_CASE("data is wanted by who names JSON, and gives it more weight than HTML") {
  constexpr std::string_view kFields[] = {
      "application/json",
      "Application/JSON",
      "application/*",
      "application/json, */*;q=0.9",
      "application/json, text/plain, */*;q=0.1",
      "text/html;q=0.5, application/json",
      "text/html;q=0, */*",
      "text/*;q=0.1, */*",
      "application/json;charset=utf-8",
      "application/json, text/plain, */*",
  };
  for (const std::string_view field : kFields) {
    CAPTURE(field);
    CHECK(prefers_json(field));
  }
}

TEST_CASE("everybody else is given HTML") {
  constexpr std::string_view kFields[] = {
      "",
      "*/*",
      "text/html",
      "text/html, application/json",
      "application/json, text/html",
      "application/json;q=0.9, text/html",
      "application/json;q=0",
      "application/json;q=0, */*",
      "application/json;q=x",
      "application/jsonp",
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
      "image/png",
  };
  for (const std::string_view field : kFields) {
    CAPTURE(field);
    CHECK_FALSE(prefers_json(field));
  }
}

}  // namespace
}  // namespace owlet::http
