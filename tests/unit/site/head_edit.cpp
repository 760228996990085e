// Tests of site/head_edit.
#include "owlet/site/head_edit.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace owlet::site {
namespace {

using http::status;

constexpr std::string_view kHead =
    "Date: now\r\nContent-Type: text/html\r\nCache-Control: no-cache\r\nVary: Accept-Encoding\r\n";

response_plan plan_of(status code, content what) {
  response_plan plan;
  plan.status = code;
  plan.content = what;
  plan.ranges.count = what == content::ranges ? 1 : 0;
  return plan;
}

std::string edited(std::string_view head, const response_plan& plan,
                   const header_changes& changes) {
  std::string text = "before: stays\r\n";
  const std::size_t start = text.size();
  text += head;
  edit_head(text, start, plan, changes);
  CHECK(text.starts_with("before: stays\r\n"));
  return text.substr(start);
}

TEST_CASE("fields are replaced, added and taken away, with the rest in its order") {
  header_changes changes;
  changes.set("cache-control", "max-age=1");
  changes.set("Before", "other");
  changes.set("X-New", "a");
  changes.set("X-New", "b");
  changes.set("Set-Cookie", "a=1");
  changes.set("Set-Cookie", "b=2");
  changes.remove("DATE");
  CHECK(edited(kHead, plan_of(status::ok, content::whole), changes) ==
        "Content-Type: text/html\r\ncache-control: max-age=1\r\nBefore: other\r\nX-New: a, b\r\n"
        "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nVary: Accept-Encoding\r\n");
  CHECK(edited("", plan_of(status::ok, content::whole), {}).empty());
}

TEST_CASE("Vary is joined, whichever of both there is") {
  header_changes changes;
  changes.set("vary", "Origin");
  changes.set("Vary", "Accept");
  const response_plan plan = plan_of(status::ok, content::whole);
  CHECK(edited("Vary:  Accept-Encoding \r\nA: 1\r\n", plan, changes) ==
        "A: 1\r\nVary: Accept-Encoding, Origin, Accept\r\n");
  CHECK(edited("A: 1\r\n", plan, changes) == "A: 1\r\nVary: Origin, Accept\r\n");
  CHECK(edited("Vary: Accept-Encoding\r\n", plan, {}) == "Vary: Accept-Encoding\r\n");
}

TEST_CASE("what a built-in page is, and how long an error lasts, is left alone") {
  struct row {
    const char* what;
    response_plan plan;
    bool has_type;   // of the changes
    bool has_cache;  // of the changes
  };
  response_plan several = plan_of(status::partial_content, content::ranges);
  several.ranges.count = 2;
  const row kRows[] = {
      {"a file", plan_of(status::ok, content::whole), true, true},
      {"a range", plan_of(status::partial_content, content::ranges), true, true},
      {"several ranges", several, false, true},
      {"304", plan_of(status::not_modified, content::none), false, true},
      {"a redirect", plan_of(status::found, content::page), false, true},
      {"the first error", plan_of(status::bad_request, content::page), false, false},
      {"a page of the root", plan_of(status::not_found, content::page_file), false, false},
  };
  constexpr std::string_view kTypes[] = {"Content-Type", "content-language", "Content-Disposition",
                                         "Content-Location"};
  constexpr std::string_view kCaches[] = {"Cache-Control", "cdn-cache-control", "Expires", "Pragma",
                                          "Surrogate-Control"};
  for (const row& each : kRows) {
    CAPTURE(each.what);
    const auto is_changed = [&](std::string_view name) {
      header_changes set;
      set.set(name, "new");
      header_changes removed;
      removed.remove(name);
      const std::string line = std::string(name) + ": old\r\n";
      const bool is_set = edited(line, each.plan, set) == std::string(name) + ": new\r\n";
      const bool is_left = edited(line, each.plan, set) == line;
      CHECK(is_set != is_left);
      CHECK(edited(line, each.plan, removed) == (is_set ? "" : line));
      return is_set;
    };
    for (const std::string_view name : kTypes) CHECK(is_changed(name) == each.has_type);
    for (const std::string_view name : kCaches) CHECK(is_changed(name) == each.has_cache);
    CHECK(is_changed("X-Other"));
  }
}

TEST_CASE("a head is made private, whatever it said of shared caches") {
  const auto made = [](std::string_view head) {
    std::string text = "HTTP/1.1 200 OK\r\n" + std::string(head);
    make_private(text, 0);
    return text.substr(17);
  };
  CHECK(made("") == "Cache-Control: private\r\n");
  CHECK(made("A: 1\r\nCache-Control: public, max-age=5\r\nB: 2\r\n") ==
        "A: 1\r\nB: 2\r\nCache-Control: private, max-age=5\r\n");
  CHECK(made("cache-control: max-age=5\r\nCache-Control: s-maxage=6\r\n") ==
        "Cache-Control: private, max-age=5\r\n");
  CHECK(made("CDN-Cache-Control: max-age=5\r\nSurrogate-Control: x\r\nA: 1\r\n") ==
        "A: 1\r\nCache-Control: private\r\n");
  CHECK(made("Cache-Control: no-store\r\n") == "Cache-Control: no-store\r\n");
}

}  // namespace
}  // namespace owlet::site
