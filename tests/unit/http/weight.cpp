// Tests of http/weight.
#include "owlet/http/weight.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::http {
namespace {

TEST_CASE("a weight is 0 to 1 with three digits that count") {
  struct row {
    std::string_view text;
    int thousandths;
  };
  constexpr row kRows[] = {{"0", 0},
                           {"1", 1000},
                           {"0.", 0},
                           {"1.", 1000},
                           {"0.5", 500},
                           {"0.05", 50},
                           {"0.005", 5},
                           {"0.999", 999},
                           {"0.000", 0},
                           {"1.000", 1000},
                           {"0.12345", 123},
                           {"0.0009", 0},
                           {"1.000000000000000000000000", 1000}};
  for (const row& each : kRows) {
    CAPTURE(each.text);
    CHECK(parse_qvalue(each.text) == each.thousandths);
  }
}

TEST_CASE("what is no weight is none") {
  constexpr std::string_view kTexts[] = {"",      "2",         "1.1", "1.001", "-1",   "+1", "0,5",
                                         ".5",    "00",        "01",  "10",    "0.5x", "x",  "0x1",
                                         "0.5.5", "1.0000001", " 1",  "NaN",   "0.5 "};
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    CHECK_FALSE(parse_qvalue(text).has_value());
  }
}

TEST_CASE("an element is a name and a weight") {
  struct row {
    std::string_view element, name;
    int weight;  // -1: it cannot be read
    int with_others;
  };
  constexpr row kRows[] = {
      {"gzip", "gzip", 1000, 1000},
      {"gzip;q=0.5", "gzip", 500, 500},
      {"gzip ; Q = 0.5", "gzip", 500, 500},
      {"gzip;", "gzip", -1, 1000},
      {"gzip;q", "gzip", -1, -1},
      {"gzip;q=", "gzip", -1, -1},
      {"gzip;q=0.5;", "gzip", -1, 500},
      {"gzip;level=1", "gzip", -1, 1000},
      {"gzip;level=1;q=0.5", "gzip", -1, 500},
      {"gzip;q=0.5;q=1", "gzip", -1, 500},
      {";q=0.5", "", 500, 500},
      {"a b;q=1", "a b", 1000, 1000},
  };
  for (const row& each : kRows) {
    CAPTURE(each.element);
    const auto strict = parse_weighted(each.element, other_parameters::refused);
    CHECK(strict.name == each.name);
    CHECK(strict.weight.value_or(-1) == each.weight);
    const auto open = parse_weighted(each.element, other_parameters::allowed);
    CHECK(open.name == each.name);
    CHECK(open.weight.value_or(-1) == each.with_others);
  }
}

}  // namespace
}  // namespace owlet::http
