// Tests of base/timestamp.
#include "owlet/base/timestamp.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace owlet::base {
namespace {

TEST_CASE("times have two digits and the day of the calendar") {
  struct row {
    std::int64_t unix_seconds;
    std::string_view log;
    std::string_view iso;
  };
  constexpr row kRows[] = {
      {0, "01/Jan/1970:00:00:00 +0000", "1970-01-01T00:00:00"},
      {784'111'777, "06/Nov/1994:08:49:37 +0000", "1994-11-06T08:49:37"},
      {951'782'399, "28/Feb/2000:23:59:59 +0000", "2000-02-28T23:59:59"},
      {951'782'400, "29/Feb/2000:00:00:00 +0000", "2000-02-29T00:00:00"},
      {1'735'689'599, "31/Dec/2024:23:59:59 +0000", "2024-12-31T23:59:59"},
      {4'102'444'800, "01/Jan/2100:00:00:00 +0000", "2100-01-01T00:00:00"},
  };
  for (const row& each : kRows) {
    std::string text = "a";
    append_log_time(text, each.unix_seconds);
    CHECK(text == "a" + std::string(each.log));
    text = "a";
    append_iso_time(text, each.unix_seconds);
    CHECK(text == "a" + std::string(each.iso));
  }
}

TEST_CASE("numbers are as wide as they are told, or as they have to be") {
  std::string text;
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{42}, std::uint64_t{1234}}) {
    append_number(text, number, 3);
    text += ' ';
    append_number(text, number);
    text += ' ';
  }
  append_number(text, UINT64_MAX);
  CHECK(text == "000 0 042 42 1234 1234 18446744073709551615");
}

}  // namespace
}  // namespace owlet::base
