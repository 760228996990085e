// Tests of http/media_types.
#include "owlet/http/media_types.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "owlet/http/media_type.h"

namespace owlet::http {
namespace {

TEST_CASE("what nothing was added to answers as the table does") {
  const media_types none;
  CHECK(none.type_of("a.html") == "text/html");
  CHECK(none.type_of("a.nonsense") == kUnknownMediaType);
}

TEST_CASE("a line adds extensions to a type, and wins over the table") {
  media_types types;
  CHECK(types
            .add("# comment\n"
                 "\n"
                 "text/x-nonsense\tnonsense  NONSENSE2 # not this\r\n"
                 "  text/typescript   ts\n"
                 "application/x-none\n"
                 "application/x-tarball tar.gz\n"
                 "application/x-zipped gz\n"
                 "application/x-thing x.y.z c++ ~ % e#f\n"
                 "text/last last")
            .empty());
  struct row {
    std::string_view name, type;
  };
  constexpr row kRows[] = {
      {"a.nonsense", "text/x-nonsense"},
      {"b/A.NonSense", "text/x-nonsense"},
      {"a.nonsense2", "text/x-nonsense"},
      {"a.not", kUnknownMediaType},
      {"a.this", kUnknownMediaType},
      {"a.ts", "text/typescript"},
      {"a.html", "text/html"},
      {"a.tar.gz", "application/x-tarball"},
      {"a.tar", "application/x-tar"},
      {"a.b.gz", "application/x-zipped"},
      {".tar.gz", "application/x-zipped"},  // ".tar" is the name
      {"a.x.y.z", "application/x-thing"},
      {"b.a.x.y.z", "application/x-thing"},
      {".x.y.z", kUnknownMediaType},  // ".x" is the name
      {"y.z", kUnknownMediaType},
      {"a.c++", "application/x-thing"},
      {"a.~", "application/x-thing"},
      {"a.e#f", "application/x-thing"},
      {"a.last", "text/last"},
      {"a.nonsense/b", kUnknownMediaType},
      {".nonsense", kUnknownMediaType},
      {"nonsense", kUnknownMediaType},
      {"", kUnknownMediaType},
      {"a.", kUnknownMediaType},
      {"a..", kUnknownMediaType},
  };
  for (const row& each : kRows) {
    CAPTURE(each.name);
    CHECK(types.type_of(each.name) == each.type);
  }
}

TEST_CASE("of an extension that comes twice the last one counts") {
  media_types types;
  CHECK(types.add("text/a x y\ntext/b X z\n").empty());
  CHECK(types.type_of("a.x") == "text/b");
  CHECK(types.type_of("a.y") == "text/a");
  CHECK(types.add("text/c x\n").empty());
  CHECK(types.type_of("a.x") == "text/c");
  CHECK(types.type_of("a.z") == "text/b");
}

TEST_CASE("a line that is wrong is told by its number, and the others count") {
  struct row {
    std::string_view line, told;
  };
  constexpr row kRows[] = {
      {"html", "type \"html\": a line begins with a media type"},
      {"/html x", "type \"/html\""},
      {"text/ x", "type \"text/\""},
      {"te(xt/html x", "type \"te(xt/html\""},
      {"text/a/b x", "type \"text/a/b\""},
      {"text/html html;", "extension \"html;\": leave out the sign"},
      {"types {", "type \"types\""},
      {"}", "type \"}\": write a line as"},
      {"text/html;charset=utf-8 html", "with no parameter"},
      {"text/html .html", "extension \".html\": leave out its first dot"},
      {"text/html html.", "extension \"html.\""},
      {"text/html text/plain", "give each type a line of its own"},
      {"text/html a\x01\xff", "extension \"a\\x01\\xff\""},
      {"text/html \"a\"", "extension \"\\x22a\\x22\""},
      {"\xef\xbb\xbftext/html a", "type \"\\xef\\xbb\\xbftext/html\""},
  };
  for (const row& each : kRows) {
    CAPTURE(each.line);
    media_types types;
    const auto problems = types.add("text/a a1\n" + std::string(each.line) + "\ntext/b b1\n");
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].line == 2);
    CAPTURE(problems[0].reason);
    CHECK(problems[0].reason.find(each.told) != std::string::npos);
    CHECK(types.type_of("x.a1") == "text/a");
    CHECK(types.type_of("x.b1") == "text/b");
  }
}

TEST_CASE("the good extensions of a line with a fault count") {
  media_types types;
  const auto problems = types.add("text/a .x y z;\n");
  CHECK(problems.size() == 2);
  CHECK(types.type_of("a.y") == "text/a");
  CHECK(types.type_of("a.z") == kUnknownMediaType);
}

TEST_CASE("what a file can make grow has a bound") {
  media_types types;
  const auto large = types.add(std::string(kMaxMediaTypesBytes + 1, '#'));
  REQUIRE(large.size() == 1);
  CHECK(large[0].line == 0);
  CHECK(types.add(std::string(kMaxMediaTypesBytes, '\n')).empty());
  std::string bad;
  for (int i = 0; i < 1000; ++i) bad += "x\n";
  CHECK(types.add(bad).size() == kMaxMediaTypeProblems);
  CHECK(types.add("text/a " + std::string(64, 'e')).empty());
  CHECK(types.type_of("a." + std::string(64, 'E')) == "text/a");
  CHECK(types.type_of("a." + std::string(65, 'e')) == kUnknownMediaType);
  const auto problems = types.add("text/a " + std::string(65, 'e'));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].reason.size() < 200);
  CHECK(types.add(std::string(127, 't') + "/" + std::string(127, 's') + " x").empty());
  CHECK(types.add(std::string(128, 't') + "/s x").size() == 1);
  std::string dots(1000, '.');
  CHECK(types.type_of(dots + "html") == "text/html");
}

TEST_CASE("bytes of any kind are read without harm") {
  std::uint32_t state = 1;
  const std::string_view alphabet("ax/.;# \t\n\r\0\xff\"{}", 16);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int i = 0; i < 200; ++i) {
      state = state * 1664525 + 1013904223;
      text += alphabet[(state >> 16) % alphabet.size()];
    }
    media_types types;
    const auto problems = types.add(text);
    CHECK(std::ranges::is_sorted(problems, {}, &media_types_problem::line));
    CHECK(!types.type_of(text).empty());
  }
}

}  // namespace
}  // namespace owlet::http
