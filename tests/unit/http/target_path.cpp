// Tests of http/target_path.
#include "owlet/http/target_path.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "odd_inputs.h"
#include "target_path_model.h"

namespace owlet::http {
namespace {

using std::string_view_literals::operator""sv;

struct path_case {
  std::string_view target;
  std::string_view path;  // with a "/" at its end when the target ended in one
  std::string_view query = {};
  std::string_view authority = {};
};

void check_all(std::span<const path_case> cases) {
  target_path parsed;  // the same for all, as a connection uses it
  for (const auto& row : cases) {
    CAPTURE(row.target);
    REQUIRE(parse_target(row.target, parsed) == target_kind::path);
    CHECK(parsed.path + (parsed.ends_with_slash ? "/" : "") == row.path);
    CHECK(parsed.query == row.query);
    CHECK(parsed.authority == row.authority);
  }
}

void check_all_are(target_kind kind, std::span<const std::string_view> targets) {
  for (const std::string_view target : targets) {
    CAPTURE(target);
    target_path parsed{"left over", true, true, "left", "over"};
    CHECK(parse_target(target, parsed) == kind);
    CHECK(parsed.path.empty());
    CHECK_FALSE(parsed.ends_with_slash);
    CHECK_FALSE(parsed.is_hidden);
    CHECK(parsed.query.empty());
    CHECK(parsed.authority.empty());
  }
}

TEST_CASE("a segment that begins with a dot hides the path, but for a leading .well-known") {
  struct row {
    std::string_view target;
    bool is_hidden;
  };
  constexpr row kRows[] = {
      {"/", false},
      {"/a", false},
      {"/a.b/c.", false},
      {"/.git/config", true},
      {"/a/.env", true},
      {"/a/.env/", true},
      {"/%2Egit/config", true},
      {"/a/%2e%65nv", true},
      {"//.git", true},
      {"/a/../.git", true},
      {"/.git/../a", false},
      {"/...", true},
      {"/..a/b", true},
      {"/.well-known/security.txt", false},
      {"/.well-known", false},
      {"/.well-known/", false},
      {"/%2Ewell-known/x", false},
      {"/.well-knownx", true},
      {"/.well-known/.git", true},
      {"/a/.well-known/x", true},
      {"/a?/.git", false},
  };
  target_path parsed;  // the same for all, as a connection uses it
  for (const row& each : kRows) {
    CAPTURE(each.target);
    REQUIRE(parse_target(each.target, parsed) == target_kind::path);
    CHECK(parsed.is_hidden == each.is_hidden);
  }
}

TEST_CASE("a path is relative to the root and remembers its slash") {
  constexpr path_case kCases[] = {
      {"/", "/"},
      {"/a", "a"},
      {"/a/", "a/"},
      {"/a/b.html", "a/b.html"},
      {"/a/b/", "a/b/"},
      {"/a.b/c..d/..e/f../...", "a.b/c..d/..e/f../..."},
      {"/.hidden", ".hidden"},
      {"/.well-known/x", ".well-known/x"},
      {"/a:b@c;d=e,f&g$h'(i)*!+~-_", "a:b@c;d=e,f&g$h'(i)*!+~-_"},
      {"/*", "*"},
      {"/http://other/", "http:/other/"},
  };
  check_all(kCases);
}

TEST_CASE("the query is cut off at the first question mark and left as it is") {
  constexpr path_case kCases[] = {
      {"/?", "/", "?"},
      {"/a?b", "a", "?b"},
      {"/a/?b?c", "a/", "?b?c"},
      {"/a?../%zz/%00//", "a", "?../%zz/%00//"},
      {"/%41/../b?x=/../y", "b", "?x=/../y"},
      {"/a?\xFF", "a", "?\xFF"},
      {"/a%3Fb?c", "a?b", "?c"},
  };
  check_all(kCases);
}

TEST_CASE("escapes are decoded exactly once") {
  constexpr path_case kCases[] = {
      {"/%41%62", "Ab"},
      {"/%7euser", "~user"},
      {"/with%20space", "with space"},
      {"/caf%C3%a9", "caf\xC3\xA9"},
      {"/caf\xC3\xA9", "caf\xC3\xA9"},
      {"/%252e%252e/a", "%2e%2e/a"},
      {"/%2541", "%41"},
      {"/a%23b", "a#b"},
      {"/a%0d%0ab", "a\r\nb"},
      {"/a%7F", "a\x7F"},
      {"/a%5Cb", "a\\b"},
      {"/a\\..\\b", "a\\..\\b"},
      {"/+", "+"},
  };
  check_all(kCases);
}

TEST_CASE("dot segments are removed as in RFC 3986, however their dots are spelled") {
  constexpr path_case kCases[] = {
      {"/.", "/"},
      {"/./", "/"},
      {"/a/.", "a/"},
      {"/a/..", "/"},
      {"/a/../", "/"},
      {"/a/./b", "a/b"},
      {"/a/../b", "b"},
      {"/a/b/..", "a/"},
      {"/a/b/../..", "/"},
      {"/a/b/c/./../../g", "a/g"},
      {"/mid/content=5/../6", "mid/6"},
      {"/a/%2e", "a/"},
      {"/a/%2E%2e/b", "b"},
      {"/a/.%2e/b", "b"},
      {"/a/%2e./b", "b"},
      {"/a/%2e/b", "a/b"},
      {"/a/../b/", "b/"},
      {"/a/..b", "a/..b"},
      {"/a/.../b", "a/.../b"},
  };
  check_all(kCases);
}

TEST_CASE("empty segments are dropped, after the dot segments") {
  constexpr path_case kCases[] = {
      {"//", "/"},         {"///", "/"},         {"//a", "a"},
      {"/a//b", "a/b"},    {"/a///b//", "a/b/"}, {"//a/..", "/"},
      {"/a//../b", "a/b"}, {"//../b", "b"},      {"//evil.example/", "evil.example/"},
      {"/a/.//b", "a/b"},
  };
  check_all(kCases);
}

TEST_CASE("climbing above the root is malformed") {
  constexpr std::string_view kTargets[] = {"/..",
                                           "/../",
                                           "/../a",
                                           "/a/../..",
                                           "/a/../../b",
                                           "/%2e%2e",
                                           "/.%2E/a",
                                           "/./..",
                                           "/a/b/../../..",
                                           "//../..",
                                           "/../../../../etc/passwd",
                                           "/%2e%2e/%2e%2e/etc/passwd",
                                           "/a%2Fb/../..",
                                           "http://host/.."};
  check_all_are(target_kind::malformed, kTargets);
}

TEST_CASE("an encoded slash inside a segment can name no file") {
  constexpr std::string_view kTargets[] = {"/%2F",   "/%2f",           "/a%2Fb",   "/..%2F",
                                           "/%2F..", "/..%2f..%2fetc", "/a/.%2F/", "/%2F?query"};
  check_all_are(target_kind::unnameable, kTargets);
}

TEST_CASE("a segment with an encoded slash is one segment, and may be climbed out of") {
  constexpr path_case kCases[] = {
      {"/a%2Fb/../c", "c"},
      {"/x/%2F%2F/..", "x/"},
  };
  check_all(kCases);
}

TEST_CASE("bad escapes and NUL are malformed, also next to an encoded slash") {
  constexpr std::string_view kTargets[] = {"/%",         "/%4",     "/%zz",   "/%4g",     "/%g4",
                                           "/a%/b",      "/% 41",   "/%-1",   "/%%41",    "/%00",
                                           "/a%00.html", "/%2F%00", "/%2F%z", "/%2f/..%", "/%u0041",
                                           "/a\0b"sv,    "/\0"sv,   "/a?\0"sv};
  check_all_are(target_kind::malformed, kTargets);
}

TEST_CASE("overlong UTF-8 is malformed, raw, encoded or half and half") {
  constexpr std::string_view kTargets[] = {
      "/%C0%AE%C0%AE/",     "/%c0%af",    "/%C1%BF",       "/%C0%80",
      "/%E0%80%AE",         "/%E0%9F%BF", "/%F0%80%80%AE", "/%F0%8F%BF%BF",
      "/\xC0\xAE",          "/\xC0%AE",   "/%C0\xAE",      "/a/\xE0\x80\xAE/b",
      "/a/%C0%AE%C0%AE/..", "/%2F%C0%AE"};
  check_all_are(target_kind::malformed, kTargets);
}

TEST_CASE("other bytes above ASCII are names, valid UTF-8 or not") {
  constexpr path_case kCases[] = {
      {"/%FF", "\xFF"},
      {"/%C0", "\xC0"},
      {"/%C0/%AE", "\xC0/\xAE"},
      {"/%C0a",
       "\xC0"
       "a"},
      {"/%C2%80", "\xC2\x80"},
      {"/%E0%A0%80", "\xE0\xA0\x80"},
      {"/%F0%90%80%80", "\xF0\x90\x80\x80"},
      {"/%ED%A0%80", "\xED\xA0\x80"},
      {"/%80%80", "\x80\x80"},
      {"/\xF0\x9F\xA6\x89.txt", "\xF0\x9F\xA6\x89.txt"},
  };
  check_all(kCases);
}

TEST_CASE("a control character, a space or a fragment is malformed, in the query too") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const bool is_malformed = byte <= 0x20 || byte == 0x7F || byte == '#';
    for (const std::string_view before :
         {"/a", "/a?b", "/%41", "http://h/", "http://h?", "http://h/?"}) {
      std::string target(before);
      target.push_back(static_cast<char>(byte));
      target.push_back('b');
      if (byte == '%') continue;
      target_path parsed;
      CHECK((parse_target(target, parsed) == target_kind::malformed) == is_malformed);
    }
  }
}

TEST_CASE("an absolute-form target gives its path and its authority") {
  constexpr path_case kCases[] = {
      {"http://host", "/", "", "host"},
      {"http://host/", "/", "", "host"},
      {"http://host:8080/a/b?c", "a/b", "?c", "host:8080"},
      {"HTTP://Host/a", "a", "", "Host"},
      {"hTTpS://host:/a/", "a/", "", "host:"},
      {"http://host?c", "/", "?c", "host"},
      {"http://[::1]:80/a", "a", "", "[::1]:80"},
      {"http://[2001:db8::10.0.0.1]", "/", "", "[2001:db8::10.0.0.1]"},
      {"http://a%41.example/x", "x", "", "a%41.example"},
      {"http://host//a/./../b", "b", "", "host"},
  };
  check_all(kCases);
}

TEST_CASE("an absolute-form target with a bad authority or another scheme is malformed") {
  constexpr std::string_view kTargets[] = {"http://",
                                           "http:///a",
                                           "http://:80/a",
                                           "http://?a",
                                           "http:/host/a",
                                           "http:host",
                                           "http",
                                           "http:",
                                           "ftp://host/a",
                                           "httpx://host/",
                                           "http://u@host/",
                                           "http://u:p@host/",
                                           "http://@host/",
                                           "http://h:8a/",
                                           "http://h:80:80/",
                                           "http://[::1/",
                                           "http://[]/",
                                           "http://[::g]/",
                                           "http://::1/",
                                           "http://[::1]a/",
                                           "http://h\\a/",
                                           "http://h|/",
                                           "http://h%/",
                                           "http://h%zz/",
                                           "http://\xC3\xA9/",
                                           "http://h\"/",
                                           "http://h#a",
                                           "http://h/#a",
                                           "http://h<>/",
                                           "http://[::1]]/",
                                           "http://h /",
                                           "http://h/%zz",
                                           "javascript:/a"};
  check_all_are(target_kind::malformed, kTargets);
}

TEST_CASE("the asterisk is a form of its own, and all else is malformed") {
  constexpr std::string_view kAsterisk[] = {"*"};
  check_all_are(target_kind::asterisk, kAsterisk);
  constexpr std::string_view kTargets[] = {
      "",   "**",   "*/",  "*?a",  "a",       "a/b",         "?",        "?a",  "#",  ".",
      "..", "../a", "\\a", "%2Fa", "host:80", "example.com", "[::1]:80", " /a", "/a "};
  check_all_are(target_kind::malformed, kTargets);
}

std::string location_of(std::string_view target) {
  target_path parsed;
  REQUIRE(parse_target(target, parsed) == target_kind::path);
  parsed.ends_with_slash = true;
  std::string location;
  append_location(location, parsed);
  return location;
}

TEST_CASE("a location is the normal form with its slash and its query, encoded") {
  struct {
    std::string_view target;
    std::string_view location;
  } const cases[] = {
      {"/", "/"},
      {"/a", "/a/"},
      {"/a/", "/a/"},
      {"/a?b=c", "/a/?b=c"},
      {"/?", "/?"},
      {"//evil.example", "/evil.example/"},
      {"//evil.example/..", "/"},
      {"/\\evil.example", "/%5Cevil.example/"},
      {"/%2e/a", "/a/"},
      {"/a%20b", "/a%20b/"},
      {"/a%0D%0ASet-Cookie:x", "/a%0D%0ASet-Cookie:x/"},
      {"/caf\xC3\xA9", "/caf%C3%A9/"},
      {"/%7e%41%c3%a9", "/~A%C3%A9/"},
      {"/a%25b", "/a%25b/"},
      {"/a%3Fb%23c", "/a%3Fb%23c/"},
      {"/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@/"},
      {"/a?%41%zz%\xFF\"<>\\^`{|}", "/a/?%41%25zz%25%FF%22%3C%3E%5C%5E%60%7B%7C%7D"},
      {"/a?b/c?d:e@f", "/a/?b/c?d:e@f"},
      {"/a?%", "/a/?%25"},
      {"/a?%4", "/a/?%254"},
      {"http://other.example/a?b", "/a/?b"},
  };
  for (const auto& row : cases) {
    CAPTURE(row.target);
    CHECK(location_of(row.target) == row.location);
  }
}

TEST_CASE("a location is appended to what is there, with a slash at its end if the path has one") {
  for (const std::string target : {"/a?q", "/a/?q", "/?q"}) {
    CAPTURE(target);
    target_path parsed;
    REQUIRE(parse_target(target, parsed) == target_kind::path);
    std::string out = "before ";
    append_location(out, parsed);
    CHECK(out == "before " + target);
  }
}

TEST_CASE("parsing again into the same target_path allocates nothing") {
  target_path parsed;
  REQUIRE(parse_target("/a/rather/long/path/that/does/not/fit/in/place.html", parsed) ==
          target_kind::path);
  const char* const bytes = parsed.path.data();
  for (const std::string_view target :
       {"/%41nother/long/./path//that/does/not/fit/in", "/..", "*", "/a"}) {
    CAPTURE(target);
    static_cast<void>(parse_target(target, parsed));
    CHECK(parsed.path.data() == bytes);
  }
}

constexpr std::string_view kPieces[] = {
    "/", "/", "/",   ".",   "..",  "/.",  "/..", "a",   "bc", "%2e", "%2E", "%2f", "%",      "%4",
    "?", "#", "%41", "%C0", "%AE", "%E0", "%80", "%00", "\\", ":",   "//",  "*",   "http://"};

TEST_CASE("every origin-form target means what the slow model says") {
  for (const std::string_view prefix : {"/", "/%", "/a/", "//"}) {
    testing::for_each_odd_input(prefix, kPieces, [](std::string_view target) {
      if (!target.starts_with('/')) return;
      CAPTURE(target);
      target_path parsed;
      const target_kind kind = parse_target(target, parsed);
      const testing::target_model expected = testing::model_of(target);
      REQUIRE((kind == target_kind::malformed) == expected.is_malformed);
      if (expected.is_malformed) return;
      REQUIRE((kind == target_kind::unnameable) == expected.is_unnameable);
      if (expected.is_unnameable) return;
      std::string path;
      for (const std::string& segment : expected.segments)
        path += (path.empty() ? "" : "/") + segment;
      REQUIRE(parsed.path == path);
      REQUIRE(parsed.ends_with_slash == expected.ends_with_slash);
    });
  }
}

void check_is_normal(const target_path& parsed) {
  const std::string framed = "/" + parsed.path + "/";
  REQUIRE(framed.find("/../") == std::string::npos);
  REQUIRE(framed.find("/./") == std::string::npos);
  REQUIRE((parsed.path.empty() || framed.find("//") == std::string::npos));
  REQUIRE(framed.find('\0') == std::string::npos);
}

void check_location(const target_path& parsed) {
  std::string location;
  append_location(location, parsed);
  REQUIRE(location.starts_with('/'));
  REQUIRE_FALSE(location.starts_with("//"));
  REQUIRE(std::ranges::all_of(location, [](char c) {
    return c > ' ' && c < '\x7F' && "\"#<>[\\]^`{|}"sv.find(c) == std::string_view::npos;
  }));
  target_path again;
  REQUIRE(parse_target(location, again) == target_kind::path);
  REQUIRE(again.path == parsed.path);
  REQUIRE(again.ends_with_slash == parsed.ends_with_slash);
  std::string twice;
  append_location(twice, again);
  REQUIRE(twice == location);
}

TEST_CASE("whatever the target, its path is normal and its location leads back to it") {
  for (const std::string_view prefix : {"", "/", "/%", "http://h/", "http://", "/a?"}) {
    testing::for_each_odd_input(prefix, kPieces, [](std::string_view target) {
      CAPTURE(target);
      target_path parsed;
      if (parse_target(target, parsed) != target_kind::path) return;
      check_is_normal(parsed);
      check_location(parsed);
    });
  }
}

}  // namespace
}  // namespace owlet::http
