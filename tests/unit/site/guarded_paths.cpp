// Tests of site/guarded_paths.
#include "owlet/site/guarded_paths.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace owlet::site {
namespace {

guarded_paths made_of(std::initializer_list<std::string_view> patterns,
                      clean_urls clean = clean_urls::off) {
  guarded_paths paths(clean);
  for (const std::string_view each : patterns) {
    CAPTURE(each);
    CHECK_FALSE(paths.add(each));
  }
  return paths;
}

bool guards(const guarded_paths& paths, std::string_view path) {
  const bool has_slash = path.empty() || path.ends_with('/');
  if (path.ends_with('/')) path.remove_suffix(1);
  return paths.of({path, has_slash}).what == protection::guarded;
}

TEST_CASE("without a pattern that guards, everything is guarded") {
  CHECK(guards(made_of({}), ""));
  CHECK(guards(made_of({}), "a/b"));
  const guarded_paths open = made_of({"!/healthz"});
  CHECK_FALSE(guards(open, "healthz"));
  CHECK(guards(open, "healthz/x"));
  CHECK(guards(open, ""));
  CHECK(guards(open, "a"));
}

TEST_CASE("a path is guarded with all beneath, in every spelling that leads to it") {
  for (const std::string_view pattern : {"/secret", "/secret/", "/secret/*", "/%73ecret"}) {
    CAPTURE(pattern);
    const guarded_paths paths = made_of({pattern});
    for (const std::string_view path :
         {"secret", "secret/", "secret/index.html", "secret/a/b/c/", "secret/a.js.gz"}) {
      CAPTURE(path);
      CHECK(guards(paths, path));
    }
    for (const std::string_view path : {"", "secrets", "a/secret", "Secret", "secret.html"}) {
      CAPTURE(path);
      CHECK_FALSE(guards(paths, path));
    }
  }
}

TEST_CASE("the root is everything") {
  CHECK(guards(made_of({"/"}), ""));
  CHECK(guards(made_of({"/"}), "a/b.txt"));
  CHECK(guards(made_of({"/*"}), "a/b.txt"));
}

TEST_CASE("sidecars are guarded with the file that they are of") {
  const guarded_paths paths = made_of({"/a.html", "/*.pdf", "!/open.html"});
  for (const std::string_view path :
       {"a.html.gz", "a.html.br", "a.html.zst", "x/b.pdf", "x/b.pdf.br"}) {
    CAPTURE(path);
    CHECK(guards(paths, path));
  }
  CHECK_FALSE(guards(paths, "b.html.gz"));
}

TEST_CASE("the last pattern that matches decides") {
  const guarded_paths paths = made_of({"/a", "!/a/open/*", "/a/open/not", "!/a/index.html"});
  CHECK(guards(paths, "a/x"));
  CHECK(paths.of({"a/open/x", false}).what == protection::exempt);
  CHECK(guards(paths, "a/open/not/x"));
  CHECK(paths.of({"a/index.html", false}).what == protection::exempt);
  CHECK(guards(paths, "a"));
  CHECK(paths.of({"b", false}).what == protection::none);
}

TEST_CASE(
    "what guards a file behind an exemption guards its sidecars, and says that it is behind") {
  const guarded_paths paths = made_of({"/", "!/open/*", "/open/a.html", "!/open/b.html.gz"});
  CHECK(guards(paths, "open/a.html"));
  CHECK(guards(paths, "open/a.html.gz"));
  CHECK_FALSE(guards(paths, "open/b.html.gz"));
  CHECK(paths.of({"open/a.html", false}).by == 3);
  CHECK(paths.of({"open/", true}).by == 2);
  CHECK(paths.of({"x", false}).by == 1);
}

TEST_CASE("with clean URLs, what guards the URL of a page guards its file") {
  const guarded_paths paths = made_of({"/about", "!/open", "!/late.html", "/late"}, clean_urls::on);
  for (const std::string_view path :
       {"about", "about.html", "about.html.gz", "about/x", "late.html"}) {
    CAPTURE(path);
    CHECK(guards(paths, path));
  }
  for (const std::string_view path : {"about.txt", "open.html", "abouts.html", ".html"}) {
    CAPTURE(path);
    CHECK_FALSE(guards(paths, path));
  }
  CHECK_FALSE(guards(made_of({"/about"}), "about.html"));
}

TEST_CASE("what cannot be guarded is refused") {
  for (const std::string_view pattern :
       {"", "a", "!", "!a", "/a?b", "/a#b", "/*/b", "/a*/b", "/a*b*", "/%zz", "/:a:b"}) {
    CAPTURE(pattern);
    guarded_paths paths;
    const auto wrong = paths.add(pattern);
    REQUIRE(wrong);
    CHECK_FALSE(wrong->remedy.empty());
  }
  CHECK(guards(made_of({"/:name/private"}), "x/private/y"));
  CHECK_FALSE(guards(made_of({"/:name/private"}), "x/y/private"));
}

}  // namespace
}  // namespace owlet::site
