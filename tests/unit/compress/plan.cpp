// Tests of compress/plan.
#include "owlet/compress/plan.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace owlet::compress {
namespace {

constexpr site::file_time kThen = {1000, 5};
constexpr site::file_time kLater = {1000, 6};

entry file(std::string name, site::file_time mtime = kThen) {
  entry made;
  made.name = std::move(name);
  made.kind = entry_kind::regular;
  made.size = 100;
  made.mtime = mtime;
  made.mode = 0644;
  return made;
}

entry other(std::string name) {
  entry made;
  made.name = std::move(name);
  return made;
}

settings all() {
  settings wanted;
  wanted.codings.assign(std::begin(kSidecarCodings), std::end(kSidecarCodings));
  wanted.cleans = true;
  return wanted;
}

plan plan_of(std::vector<entry> entries, const settings& wanted = all()) {
  plan made;
  plan_directory(made, "d/", std::move(entries), wanted);
  return made;
}

// "d/a.css .br .gz; blocked d/b.css.br; orphan ...; doubtful ..."
std::string text_of(const plan& made) {
  std::string text;
  for (const source& each : made.sources) {
    text += each.path;
    for (const auto coding : each.codings) text += ' ' + std::string(http::suffix_of(coding));
    text += "; ";
  }
  for (const std::string& each : made.blocked) text += "blocked " + each + "; ";
  for (const std::string& each : made.orphans) text += "orphan " + each + "; ";
  for (const std::string& each : made.doubtful) text += "doubtful " + each + "; ";
  return text;
}

TEST_CASE("a file gets the sidecars that it has not, or has of another time or mode, or empty") {
  entry empty = file("a.css.zst");
  empty.size = 0;
  entry closed = file("a.css.zst");
  closed.mode = 0600;
  const std::pair<std::vector<entry>, std::string_view> kRows[] = {
      {{file("a.css")}, "d/a.css .br .zst .gz; "},
      {{file("a.css.gz"), file("a.css"), file("a.css.br")}, "d/a.css .zst; "},
      {{file("a.css"), file("a.css.br"), empty, file("a.css.gz")}, "d/a.css .zst; "},
      {{file("a.css"), file("a.css.br"), closed, file("a.css.gz")}, "d/a.css .zst; "},
      {{file("a.css"), file("a.css.br"), file("a.css.zst", kLater), file("a.css.gz")},
       "d/a.css .zst; "},
      {{file("a.css"), file("a.css.br"), file("a.css.zst"), file("a.css.gz")}, ""},
      {{file("a.png")}, ""},
      {{other("a.css")}, ""},
  };
  for (const auto& [entries, wanted] : kRows) {
    CHECK(text_of(plan_of(entries)) == wanted);
  }
}

TEST_CASE("files and current sidecars are counted") {
  const plan made = plan_of({file("a.css"), file("a.css.br"), file("b.css"), file("c.png")});
  CHECK(made.files == 2);
  CHECK(made.current == 1);
}

TEST_CASE("an empty file gets no sidecar, but an old one is looked at") {
  entry empty = file("a.css");
  empty.size = 0;
  CHECK(text_of(plan_of({empty})) == "");
  CHECK(text_of(plan_of({empty, file("a.css.br", kLater)})) == "d/a.css .br; ");
}

TEST_CASE("only the formats that are asked for are made, in their order") {
  settings wanted = all();
  wanted.codings = {http::content_coding::gzip};
  CHECK(text_of(plan_of({file("a.css")}, wanted)) == "d/a.css .gz; ");
}

TEST_CASE("a directory or an old link in the place of a sidecar is left alone and named") {
  entry link = file("a.css.br", kLater);
  link.is_link = true;
  CHECK(text_of(plan_of({file("a.css"), link, other("a.css.gz")})) ==
        "d/a.css .zst; blocked d/a.css.br; blocked d/a.css.gz; ");
  entry current = file("a.css.br");
  current.is_link = true;
  CHECK(text_of(plan_of({file("a.css"), current})) == "d/a.css .zst .gz; ");
}

TEST_CASE("an orphan has no original, and cannot be one") {
  entry link = file("a.css.br");
  link.is_link = true;
  const std::pair<std::vector<entry>, std::string_view> kRows[] = {
      {{file("a.css.gz")}, "orphan d/a.css.gz; "},
      {{file("a.html.zst")}, "orphan d/a.html.zst; "},
      {{file("a.json.br")}, "orphan d/a.json.br; "},
      {{file("a.json.gz")}, "doubtful d/a.json.gz; "},
      {{file("a.json.zst")}, "doubtful d/a.json.zst; "},
      {{file("a.json.gz"), file("a.json.zst")}, "orphan d/a.json.gz; orphan d/a.json.zst; "},
      {{file("a.json.gz"), file("a.json.zst", kLater)},
       "doubtful d/a.json.gz; doubtful d/a.json.zst; "},
      {{file("data.gz")}, ""},
      {{file("a.tar.gz")}, ""},
      {{file("a.png.br")}, ""},
      {{other("a.css"), file("a.css.gz")}, ""},
      {{other("a.css.gz")}, ""},
      {{link}, ""},
      {{file(".owlet-compress-12-3")}, "orphan d/.owlet-compress-12-3; "},
  };
  for (const auto& [entries, wanted] : kRows) {
    CAPTURE(entries.front().name);
    CHECK(text_of(plan_of(entries)) == wanted);
  }
  settings wanted = all();
  wanted.cleans = false;
  CHECK(text_of(plan_of({file("a.css.gz"), file("a.json.gz")}, wanted)) == "");
}

}  // namespace
}  // namespace owlet::compress
