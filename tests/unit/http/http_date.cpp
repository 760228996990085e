// Tests of http/http_date.
#include "owlet/http/http_date.h"

#include <doctest/doctest.h>

#include <ctime>
#include <limits>
#include <string>

#include "odd_inputs.h"

namespace owlet::http {
namespace {

constexpr std::int64_t kNow = 1'700'000'000;  // Tue, 14 Nov 2023 22:13:20 GMT
constexpr std::int64_t kExample = 784'111'777;

std::string format(std::int64_t unix_seconds) {
  return std::string(format_http_date(unix_seconds).view());
}

std::int64_t seconds_of(std::string_view imf_fixdate) {
  const auto seconds = parse_http_date(imf_fixdate, kNow);
  REQUIRE(seconds.has_value());
  return *seconds;
}

TEST_CASE("a time is formatted as an IMF-fixdate") {
  struct {
    std::int64_t seconds;
    std::string_view text;
  } const cases[] = {
      {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
      {-1, "Wed, 31 Dec 1969 23:59:59 GMT"},
      {kExample, "Sun, 06 Nov 1994 08:49:37 GMT"},
      {951'782'400, "Tue, 29 Feb 2000 00:00:00 GMT"},
      {4'107'542'400, "Mon, 01 Mar 2100 00:00:00 GMT"},
      {253'402'300'799, "Fri, 31 Dec 9999 23:59:59 GMT"},
      {-62'167'219'200, "Sat, 01 Jan 0000 00:00:00 GMT"},
  };
  for (const auto& row : cases) {
    CAPTURE(row.seconds);
    CHECK(format(row.seconds) == row.text);
    CHECK(parse_http_date(row.text, kNow) == row.seconds);
  }
}

TEST_CASE("a time that the form cannot express gives the nearest that it can") {
  using limits = std::numeric_limits<std::int64_t>;
  CHECK(format(253'402'300'800) == "Fri, 31 Dec 9999 23:59:59 GMT");
  CHECK(format(limits::max()) == "Fri, 31 Dec 9999 23:59:59 GMT");
  CHECK(format(-62'167'219'201) == "Sat, 01 Jan 0000 00:00:00 GMT");
  CHECK(format(limits::min()) == "Sat, 01 Jan 0000 00:00:00 GMT");
}

TEST_CASE("formatting agrees with the C library and parsing gives the time back") {
  constexpr std::int64_t kStep = 13 * 86'400 + 3'671;  // every 13 days, at another time of day
  for (std::int64_t seconds = -62'167'219'200; seconds <= 253'402'300'799; seconds += kStep) {
    const std::time_t time = seconds;
    std::tm fields{};
    gmtime_r(&time, &fields);
    char expected[64];
    std::strftime(expected, sizeof expected, "%a, %d %b %Y %H:%M:%S GMT", &fields);
    const std::string text = format(seconds);
    if (fields.tm_year >= -900) REQUIRE(text == expected);  // %Y does not pad the years before 1000
    REQUIRE(parse_http_date(text, kNow) == seconds);
  }
}

TEST_CASE("all three forms of a date are understood") {
  constexpr std::string_view kForms[] = {"Sun, 06 Nov 1994 08:49:37 GMT",
                                         "Sunday, 06-Nov-94 08:49:37 GMT",
                                         "Sun Nov  6 08:49:37 1994", "Sun Nov 06 08:49:37 1994"};
  for (const std::string_view text : kForms) {
    CAPTURE(text);
    CHECK(parse_http_date(text, kNow) == kExample);
  }
}

TEST_CASE("a weekday has to be a name but need not be the right one") {
  CHECK(parse_http_date("Mon, 06 Nov 1994 08:49:37 GMT", kNow) == kExample);
  CHECK(parse_http_date("Wednesday, 06-Nov-94 08:49:37 GMT", kNow) == kExample);
  CHECK(parse_http_date("Sat Nov  6 08:49:37 1994", kNow) == kExample);
}

TEST_CASE("a leap second means the second after") {
  CHECK(parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT", kNow) ==
        seconds_of("Sun, 01 Jan 2017 00:00:00 GMT"));
}

TEST_CASE("a two-digit year is the latest that is no more than 50 years ahead") {
  struct {
    std::string_view now;
    std::string_view text;
    std::string_view meaning;
  } const cases[] = {
      {"Tue, 14 Nov 2023 22:13:20 GMT", "Friday, 01-Jan-99 00:00:00 GMT",
       "Fri, 01 Jan 1999 00:00:00 GMT"},
      {"Tue, 14 Nov 2023 22:13:20 GMT", "Friday, 01-Jan-70 00:00:00 GMT",
       "Wed, 01 Jan 2070 00:00:00 GMT"},
      {"Tue, 14 Nov 2023 22:13:20 GMT", "Friday, 14-Nov-73 22:13:20 GMT",
       "Tue, 14 Nov 2073 22:13:20 GMT"},
      {"Tue, 14 Nov 2023 22:13:20 GMT", "Friday, 14-Nov-73 22:13:21 GMT",
       "Wed, 14 Nov 1973 22:13:21 GMT"},
      {"Tue, 14 Nov 2023 22:13:20 GMT", "Friday, 15-Nov-73 00:00:00 GMT",
       "Thu, 15 Nov 1973 00:00:00 GMT"},
      {"Fri, 31 Dec 1999 23:59:59 GMT", "Saturday, 01-Jan-00 00:00:00 GMT",
       "Sat, 01 Jan 2000 00:00:00 GMT"},
      {"Fri, 31 Dec 1999 23:59:59 GMT", "Saturday, 31-Dec-49 23:59:59 GMT",
       "Fri, 31 Dec 2049 23:59:59 GMT"},
      {"Fri, 31 Dec 1999 23:59:59 GMT", "Saturday, 01-Jan-50 00:00:00 GMT",
       "Sun, 01 Jan 1950 00:00:00 GMT"},
      {"Mon, 01 Jan 2080 00:00:00 GMT", "Friday, 01-Jan-10 00:00:00 GMT",
       "Wed, 01 Jan 2110 00:00:00 GMT"},
      {"Sat, 29 Feb 2020 12:00:00 GMT", "Saturday, 29-Feb-20 12:00:00 GMT",
       "Sat, 29 Feb 2020 12:00:00 GMT"},
  };
  for (const auto& row : cases) {
    CAPTURE(row.now);
    CAPTURE(row.text);
    CHECK(parse_http_date(row.text, seconds_of(row.now)) == seconds_of(row.meaning));
  }
}

TEST_CASE("a two-digit year survives a clock that is far off") {
  constexpr std::string_view kText = "Sunday, 06-Nov-94 08:49:37 GMT";
  CHECK(parse_http_date(kText, std::numeric_limits<std::int64_t>::min()).has_value() ==
        parse_http_date(kText, std::numeric_limits<std::int64_t>::max()).has_value());
}

TEST_CASE("a date that is not to the letter is no date") {
  constexpr std::string_view kTexts[] = {
      "",
      "0",
      "-1",
      "784111777",
      "Sun",
      "Sun,",
      "Sun, ",
      "Sunday",
      "sun, 06 Nov 1994 08:49:37 GMT",
      "Sun, 06 nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37 gmt",
      "Sun, 06 Nov 1994 08:49:37 UTC",
      "Sun, 06 Nov 1994 08:49:37 +0000",
      "Sun, 06 Nov 1994 08:49:37",
      "Sun, 06 Nov 1994 08:49:37 GM",
      "Sun, 06 Nov 1994 08:49:37 GMT ",
      " Sun, 06 Nov 1994 08:49:37 GMT",
      "Sun,  06 Nov 1994 08:49:37 GMT",
      "Sun,06 Nov 1994 08:49:37 GMT",
      "Sun, 6 Nov 1994 08:49:37 GMT",
      "Sun,  6 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 94 08:49:37 GMT",
      "Sun, 06 Nov 1994 8:49:37 GMT",
      "Sun, 06 Nov 1994 08:49 GMT",
      "Sun, 06 Nov 1994 08-49-37 GMT",
      "Sun, 06 Nov 1994 24:00:00 GMT",
      "Sun, 06 Nov 1994 08:60:37 GMT",
      "Sun, 06 Nov 1994 08:49:61 GMT",
      "Sun, 00 Nov 1994 08:49:37 GMT",
      "Sun, 31 Nov 1994 08:49:37 GMT",
      "Sun, 29 Feb 1900 08:49:37 GMT",
      "Sun, 30 Feb 2000 08:49:37 GMT",
      "Sun, 06 Foo 1994 08:49:37 GMT",
      "Sun, 06 No 1994 08:49:37 GMT",
      "Sun, 06-Nov-1994 08:49:37 GMT",
      "Sun, 06-Nov-94 08:49:37 GMT",
      "Sunday, 06 Nov 1994 08:49:37 GMT",
      "Sunday, 06-Nov-1994 08:49:37 GMT",
      "Sunday 06-Nov-94 08:49:37 GMT",
      "Sundax, 06-Nov-94 08:49:37 GMT",
      "Sunday, 29-Feb-23 08:49:37 GMT",
      "Sunday Nov  6 08:49:37 1994",
      "Sun Nov 6 08:49:37 1994",
      "Sun Nov   6 08:49:37 1994",
      "Sun Nov  0 08:49:37 1994",
      "Sun Nov  6 08:49:37 1994 ",
      "Sun Nov  6 08:49:37 1994 GMT",
      "Sun Nov  6 08:49:37 94",
      "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT"};
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    CHECK_FALSE(parse_http_date(text, kNow).has_value());
  }
}

TEST_CASE("a date that is cut short or has one wrong byte is no date") {
  for (const std::string_view text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov 16 08:49:37 1994"}) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      CAPTURE(i);
      std::string damaged(text);
      damaged[i] = '\0';
      CHECK_FALSE(parse_http_date(damaged, kNow).has_value());
      CHECK_FALSE(parse_http_date(text.substr(0, i), kNow).has_value());
    }
  }
}

TEST_CASE("whatever is read as a date can be written as one") {
  constexpr std::string_view kPieces[] = {"Sun", "Sunday", ", ", " ",  "06",  "Nov",  "-",
                                          "94",  "1994",   ":",  "08", "GMT", " GMT", "08:49:37"};
  testing::for_each_odd_input("", kPieces, [](std::string_view text) {
    const auto seconds = parse_http_date(text, kNow);
    if (seconds) REQUIRE(parse_http_date(format(*seconds), kNow) == seconds);
  });
  testing::for_each_odd_input("Sun, 06 Nov 1994 08:49:37 G", kPieces, [](std::string_view text) {
    CHECK(parse_http_date(text, kNow).has_value() == (text == "Sun, 06 Nov 1994 08:49:37 GMT"));
  });
}

}  // namespace
}  // namespace owlet::http
