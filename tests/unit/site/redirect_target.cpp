// Tests of site/redirect_target: no request makes a rule lead where its author did not want it to.
#include "owlet/site/redirect_target.h"

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
  CHECK(lead(row) == row.leads_to);
}

TEST_CASE("a splat does not lead to another host") {
  constexpr std::string_view kSplat = "/r/* /:splat\n";
  const redirect_case kRows[] = {
      {kSplat, "/r//evil.example/", "302 /evil.example/"},
      {kSplat, "/r///evil.example", "302 /evil.example"},
      {kSplat, "/r/%5Cevil.example", "302 /%5Cevil.example"},
      {kSplat, "/r/\\evil.example", "302 /%5Cevil.example"},
      {kSplat, "/r/%09/evil.example", "302 /%09/evil.example"},
      {kSplat, "/r/https://evil.example", "302 /https:/evil.example"},
      {kSplat, "/r/x?//evil.example", "302 /x?//evil.example"},
      {kSplat, "http://evil.example/r/x", "302 /x"},
      {"/r/* /:splat/\n", "/r/", "302 /"},
      {"/r/:a/* /:splat/:a\n", "/r/evil.example", "302 /evil.example"},
      {"/r to=:to /:to\n", "/r?to=/evil.example", "302 /%2Fevil.example"},
      {"/r to=:to /:to\n", "/r?to=%2F%2Fevil.example", "302 /%2F%2Fevil.example"},
      {"/r to=:to /:to\n", "/r?to=\\evil.example", "302 /%5Cevil.example"},
      {"/r to=:to /a/:to 200\n", "/r?to=..%2F..%2Fb", "nowhere"},
      {"/* https://safe.example/:splat\n", "/.evil.example",
       "302 https://safe.example/.evil.example"},
      {"/* https://safe.example/:splat\n", "/@evil.example",
       "302 https://safe.example/@evil.example"},
      {"https://:x.a.example/* https://:x.b.example/:splat\n", "/y", "302 https://w.b.example/y",
       "w.a.example"},
      {"https://:x.a.example/* https://:x.b.example/:splat\n", "/y", "nowhere",
       "evil.example/.a.example"},
      {"https://:x.a.example/* https://:x.b.example/:splat\n", "/y", "nowhere",
       "evil.example#.a.example"},
  };
  for (const redirect_case& row : kRows) check(row);
}

TEST_CASE("nothing of a request ends the line of a Location") {
  const redirect_case kRows[] = {
      {"/r/* /:splat\n", "/r/%0D%0ASet-Cookie:%20a=b", "302 /%0D%0ASet-Cookie:%20a=b"},
      {"/r/* /a?x=:splat\n", "/r/%0D%0A&y=1#", "302 /a?x=%0D%0A%26y%3D1"},
      {"/r/* /a#:splat\n", "/r/%0A%22%3C", "302 /a#%0A%22%3C"},
      {"/r q=:q /a/:q\n", "/r?q=%0d%0a", "302 /a/%0D%0A"},
      {"/r q=:q /a?q=:q\n", "/r?q=b+c%26d", "302 /a?q=b%20c%26d"},
      {"/r q=:q /a/:q\n", "/r?q=%00", "nowhere"},
      {"/r q=:q /a/:q\n", "/r?q=%", "302 /a/%25"},
      {"/r q=:q /a/:q\n", "/r?q=", "nowhere"},
      {"/r /a\n", "/r?a=\"b\\%zz\xC3\xA9", "302 /a?a=%22b%5C%25zz%C3%A9"},
      {"/\xC3\xA9 /\xC3\xA9\"\n", "/%C3%A9", "302 /%C3%A9%22"},
      {"/r/* /s/:splat\n", "/r/%E2%80%AE%7F", "302 /s/%E2%80%AE%7F"},
  };
  for (redirect_case row : kRows) {
    if (row.url.ends_with('#')) row.url.remove_suffix(1);
    check(row);
  }
}

TEST_CASE("captures make no dot segments") {
  check({"/x:a /:a\n", "/x..", "nowhere"});
  check({"/x:a /:a 200\n", "/x..", "nowhere"});
  check({"/x:a /b/:a/c 200\n", "/x.", "nowhere"});
  check({"/x:a https://b.example/c/:a/d\n", "/x..", "nowhere"});
  check({"/x:a /.:a\n", "/x.", "nowhere"});
  check({"/r q=:q /a/:q\n", "/r?q=%2e%2e", "nowhere"});
  check({"/x:a /:a\n", "/x...", "302 /..."});
}

TEST_CASE("what no file is named can be a part of a Location") {
  constexpr std::string_view kFile = "/p https://gitlab.example/projects/a%2Fb\n/q x=:x /y/:x\n";
  check({kFile, "/p", "302 https://gitlab.example/projects/a%2Fb"});
  check({kFile, "/q?x=a/b", "302 /y/a%2Fb"});
}

TEST_CASE("a rewrite is decoded once") {
  check({"/r/* /s/:splat 200\n", "/r/a%20b%25c", "200 serves s/a b%c"});
  check({"/r/* /s/:splat 200\n", "/r/%252e%252e/x", "200 serves s/%2e%2e/x"});
  check({"/r/* /s%20t/:splat 200\n", "/r/d/", "200 serves s t/d/"});
  check({"/r/* /s/:splat?x=1#y 200\n", "/r/d", "200 serves s/d"});
  check({"/r q=:q /a/:q 200\n", "/r?q=b%2Fc", "nowhere"});
}

TEST_CASE("a Location has its bound") {
  const std::string path(6'000, 'x');
  check({"/* /a/:splat/:splat\n", "/" + path, "302 /a/" + path + "/" + path});
  check({"/* /a/:splat/:splat/:splat\n", "/" + path, "nowhere"});
  std::string many = "/* /a?x=";
  for (int i = 0; i < 1'000; ++i) many += ":splat";
  check({many, "/" + path, "nowhere"});
}

}  // namespace
}  // namespace owlet::site
