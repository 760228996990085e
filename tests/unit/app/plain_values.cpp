// Tests of app/plain_values; those that options had first are in option_values and options.
#include "owlet/app/plain_values.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::app {
namespace {

TEST_CASE("a toggle knows four words for on and four for off") {
  for (const std::string value : {"true", "yes", "on", "1"}) {
    bool is_on = false;
    CHECK_FALSE(read_toggle({option_id::debug, value}, is_on));
    CHECK(is_on);
  }
  for (const std::string value : {"false", "no", "off", "0"}) {
    bool is_on = true;
    CHECK_FALSE(read_toggle({option_id::debug, value}, is_on));
    CHECK_FALSE(is_on);
  }
}

TEST_CASE("minutes may have a fraction, and are up to a day") {
  struct row {
    std::string text;
    base::duration duration;
  };
  using namespace std::chrono_literals;
  const row kRows[] = {{"0", 0s},       {"10", 10min},
                       {"0.5", 30s},    {".5", 30s},
                       {"1440", 24h},   {"00", 0s},
                       {"0.001", 60ms}, {"5.", 5min},
                       {"1440.0", 24h}, {"0.333333333333", 19'999'999'998ns}};
  for (const row& each : kRows) {
    CAPTURE(each.text);
    base::duration read = 1ns;
    CHECK_FALSE(read_minutes({option_id::timeout, each.text}, read));
    CHECK(read == each.duration);
  }
  for (const std::string text :
       {"", "-1", "-0.1", "1440.1", "x", "5m", "5 ", " 5", "nan", "inf", "1e1", "1e999", "0x5", ".",
        "5.x", "1.2.3", "99999999999999999999", "4294967297"}) {
    CAPTURE(text);
    base::duration read{};
    const auto wrong = read_minutes({option_id::timeout, text}, read);
    REQUIRE(wrong);
    CHECK(wrong->message.ends_with(": give minutes, from 0 to 1440"));
  }
}

TEST_CASE("the place of a choice is that of the table") {
  unsigned place = 7;
  CHECK_FALSE(read_place_of_choice({option_id::log_format, "common"}, place));
  CHECK(place == 0);
  CHECK_FALSE(read_place_of_choice({option_id::log_format, "json"}, place));
  CHECK(place == 2);
  CHECK(read_place_of_choice({option_id::log_format, "jso"}, place));
}

}  // namespace
}  // namespace owlet::app
