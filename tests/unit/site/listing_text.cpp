// Tests of site/listing_text.
#include "owlet/site/listing_text.h"

#include <doctest/doctest.h>

#include "owlet/http/target_path.h"

namespace owlet::site {
namespace {

std::string link_to(std::string_view name) {
  std::string link;
  append_entry_link(link, name);
  return link;
}

TEST_CASE("a link is relative, and names the bytes of the name and nothing else") {
  CHECK(link_to("a b.txt") == "./a%20b.txt");
  CHECK(link_to("javascript:alert(1)") == "./javascript%3Aalert%281%29");
  CHECK(link_to("a%2fb") == "./a%252fb");
  CHECK(link_to("..hidden") == "./..hidden");
  CHECK(link_to("-rf") == "./-rf");
  CHECK(link_to("a?b#c&d") == "./a%3Fb%23c%26d");
  CHECK(link_to("\"><script>'") == "./%22%3E%3Cscript%3E%27");
  CHECK(link_to("\n\xff\xe2\x80\xae") == "./%0A%FF%E2%80%AE");
}

// What begins like a character that is written longer than it needs to be is refused in every
// target.
bool is_overlong(unsigned first, unsigned second) {
  if (second < 0x80) return false;
  return ((first == 0xc0 || first == 0xc1) && second < 0xc0) || (first == 0xe0 && second < 0xa0) ||
         (first == 0xf0 && second < 0x90);
}

TEST_CASE("whatever two bytes a name has, the server reads the link as that name") {
  http::target_path target;
  std::size_t bad = 0;
  for (unsigned first = 1; first < 256; ++first) {
    for (unsigned second = 1; second < 256; ++second) {
      if (first == '/' || second == '/' || is_overlong(first, second)) continue;
      const std::string name = {'a', static_cast<char>(first), static_cast<char>(second)};
      const std::string link = link_to(name);
      bad += parse_target("/" + link.substr(2), target) != http::target_kind::path;
      bad += target.path != name || !target.query.empty();
      bad += link.find_first_of("<>\"'&\\ \n") != link.npos;
    }
  }
  CHECK(bad == 0);
}

std::string time_of(std::int64_t seconds) {
  std::string text;
  append_entry_time(text, {seconds, 0});
  return text;
}

TEST_CASE("a time has its 20 characters, however far off it is") {
  CHECK(time_of(784111777) == "1994-11-06T08:49:37Z");
  CHECK(time_of(-1) == "1969-12-31T23:59:59Z");
  CHECK(time_of(-62'167'219'201) == "0000-01-01T00:00:00Z");
  CHECK(time_of(253'402'300'800) == "9999-12-31T23:59:59Z");
  CHECK(time_of(INT64_MIN) == "0000-01-01T00:00:00Z");
  CHECK(time_of(INT64_MAX) == "9999-12-31T23:59:59Z");
}

TEST_CASE("directories have no bytes, and files never more than can be said") {
  listing_totals totals;
  totals.add({"d", 4096, {}, entry_kind::directory});
  totals.add({"a", 3, {}, entry_kind::file});
  CHECK(totals.directories == 1);
  CHECK(totals.files == 1);
  CHECK(totals.bytes == 3);
  totals.add({"b", UINT64_MAX - 1, {}, entry_kind::file});
  CHECK(totals.bytes == UINT64_MAX);
}

}  // namespace
}  // namespace owlet::site
