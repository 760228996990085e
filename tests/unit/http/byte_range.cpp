// Tests of http/byte_range.
#include "owlet/http/byte_range.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "odd_inputs.h"

namespace owlet::http {
namespace {

constexpr std::uint64_t kLargest = 18'446'744'073'709'551'615U;

// "whole", "unsatisfiable", or the ranges as "first+length first+length".
std::string describe(const range_request& request) {
  switch (request.outcome) {
    case range_request::kind::whole: return "whole";
    case range_request::kind::unsatisfiable: return "unsatisfiable";
    case range_request::kind::satisfiable: break;
  }
  std::string text;
  for (const auto& [first, length] : request.selected()) {
    text += (text.empty() ? "" : " ") + std::to_string(first) + "+" + std::to_string(length);
  }
  return text;
}

std::string select(std::string_view field, std::uint64_t complete_length) {
  return describe(select_ranges(field, complete_length));
}

struct range_case {
  std::string_view field;
  std::uint64_t complete_length;
  std::string_view selected;
};

void check_all(std::span<const range_case> cases) {
  for (const auto& row : cases) {
    CAPTURE(row.field);
    CAPTURE(row.complete_length);
    CHECK(select(row.field, row.complete_length) == row.selected);
  }
}

TEST_CASE("a single range is fitted to the representation") {
  constexpr range_case kCases[] = {
      {"bytes=0-4", 10, "0+5"},      {"bytes=0-0", 10, "0+1"},   {"bytes=9-9", 10, "9+1"},
      {"bytes=3-", 10, "3+7"},       {"bytes=0-", 10, "0+10"},   {"bytes=9-", 10, "9+1"},
      {"bytes=-3", 10, "7+3"},       {"bytes=-10", 10, "0+10"},  {"bytes=-11", 10, "0+10"},
      {"bytes=0-9", 10, "0+10"},     {"bytes=0-10", 10, "0+10"}, {"bytes=5-4000", 10, "5+5"},
      {"bytes=000-0004", 10, "0+5"}, {"bytes=0-0", 1, "0+1"},
  };
  check_all(kCases);
}

TEST_CASE("a range that begins at the end or beyond it cannot be satisfied") {
  constexpr range_case kCases[] = {
      {"bytes=10-", 10, "unsatisfiable"},
      {"bytes=10-10", 10, "unsatisfiable"},
      {"bytes=11-20", 10, "unsatisfiable"},
      {"bytes=-0", 10, "unsatisfiable"},
      {"bytes=10-,-0,99-99", 10, "unsatisfiable"},
      {"bytes=10-,0-0", 10, "0+1"},
      {"bytes=-0,5-", 10, "5+5"},
  };
  check_all(kCases);
}

TEST_CASE("of an empty representation only a suffix is satisfiable, and selects all there is") {
  constexpr range_case kCases[] = {
      {"bytes=0-", 0, "unsatisfiable"}, {"bytes=0-0", 0, "unsatisfiable"},
      {"bytes=-0", 0, "unsatisfiable"}, {"bytes=-5", 0, "whole"},
      {"bytes=0-0,-5", 0, "whole"},
  };
  check_all(kCases);
}

TEST_CASE("a field that is malformed or in another unit is ignored") {
  constexpr std::string_view kFields[] = {
      "",           "bytes",       "bytes=",        "bytes=,",     "bytes= , ,",  "bytes=-",
      "bytes=5",    "bytes=5-4",   "bytes=a-b",     "bytes=0-b",   "bytes=--1",   "bytes=-1-",
      "bytes=0--1", "bytes=0-1-2", "bytes=+1-2",    "bytes=0x1-2", "bytes=1.0-2", "bytes=0 -1",
      "bytes=0- 1", "bytes=0-1;",  "bytes=0-1 2-3", "bytes=0-1,x", "bytes=x,0-1", "bytes=0-1,5-4",
      "bytes =0-1", " bytes=0-1",  "bytes:0-1",     "byte=0-1",    "bytess=0-1",  "seconds=0-1",
      "none",       "0-1",         "=0-1",          "bytes=0-1,-", "bytes=0-\xB2"};
  for (const std::string_view field : kFields) {
    CAPTURE(field);
    CHECK(select(field, 10) == "whole");
    CHECK(select(field, 0) == "whole");
  }
}

TEST_CASE("the unit has no case, blanks surround elements, and elements may be empty") {
  constexpr range_case kCases[] = {
      {"BYTES=0-1", 10, "0+2"},          {"Bytes=0-1", 10, "0+2"},
      {"bytes= 0-1", 10, "0+2"},         {"bytes=0-1\t ", 10, "0+2"},
      {"bytes=,0-1", 10, "0+2"},         {"bytes=0-1,", 10, "0+2"},
      {"bytes=,, 0-1 ,,\t,", 10, "0+2"}, {"bytes=0-1 , 500-501", 1000, "0+2 500+2"},
  };
  check_all(kCases);
}

TEST_CASE("positions beyond 64 bits are beyond the end") {
  constexpr range_case kCases[] = {
      {"bytes=0-18446744073709551615", 10, "0+10"},
      {"bytes=0-18446744073709551616", 10, "0+10"},
      {"bytes=0-99999999999999999999999999", 10, "0+10"},
      {"bytes=-99999999999999999999999999", 10, "0+10"},
      {"bytes=18446744073709551615-", 10, "unsatisfiable"},
      {"bytes=18446744073709551616-", 10, "unsatisfiable"},
      {"bytes=99999999999999999999999-99999999999999999999999", 10, "unsatisfiable"},
      {"bytes=99999999999999999999999-5", 10, "whole"},
      {"bytes=0-", kLargest, "0+18446744073709551615"},
      {"bytes=-18446744073709551615", kLargest, "0+18446744073709551615"},
      {"bytes=18446744073709551614-18446744073709551615", kLargest, "18446744073709551614+1"},
      {"bytes=18446744073709551615-", kLargest, "unsatisfiable"},
      {"bytes=4294967295-4294967296", 8'589'934'592U, "4294967295+2"},
      {"bytes=0-0,18446744073709551614-", kLargest, "0+1 18446744073709551614+1"},
  };
  check_all(kCases);
}

TEST_CASE("several ranges keep the order in which they were asked for") {
  constexpr range_case kCases[] = {
      {"bytes=0-9,500-509,900-", 1000, "0+10 500+10 900+100"},
      {"bytes=900-,0-9,500-509", 1000, "900+100 0+10 500+10"},
      {"bytes=-1,0-0", 1000, "999+1 0+1"},
  };
  check_all(kCases);
}

TEST_CASE("ranges that overlap or are closer than the head of a part are joined") {
  constexpr range_case kCases[] = {
      {"bytes=0-9,5-14", 1000, "0+15"},
      {"bytes=5-14,0-9", 1000, "0+15"},
      {"bytes=0-99,10-19", 1000, "0+100"},
      {"bytes=10-19,0-99", 1000, "0+100"},
      {"bytes=0-9,0-9", 1000, "0+10"},
      {"bytes=0-9,10-19", 1000, "0+20"},
      {"bytes=10-19,0-9", 1000, "0+20"},
      {"bytes=0-9,89-99", 1000, "0+100"},
      {"bytes=0-9,90-99", 1000, "0+10 90+10"},
      {"bytes=90-99,0-9", 1000, "90+10 0+10"},
      {"bytes=0-9,200-209,50-59", 1000, "0+60 200+10"},
      {"bytes=0-9,160-169,85-89", 1000, "0+170"},
      {"bytes=500-509,0-9,900-909,20-29,510-519", 1000, "500+20 0+30 900+10"},
      {"bytes=0-0,-1", 10, "0+10"},
  };
  check_all(kCases);
}

TEST_CASE("more than two ranges that overlap another are ignored") {
  constexpr range_case kCases[] = {
      {"bytes=0-9,5-14,12-20", 1000, "whole"},          {"bytes=0-,0-,0-", 1000, "whole"},
      {"bytes=0-1,1-2,500-501,501-502", 1000, "whole"}, {"bytes=0-9,10-19,20-29", 1000, "0+30"},
      {"bytes=0-9,5-14,500-509", 1000, "0+15 500+10"},
  };
  check_all(kCases);
}

TEST_CASE("as many ranges as the bound are honoured, and one more is not") {
  std::string field = "bytes=0-0";
  std::string expected = "0+1";
  for (std::size_t i = 1; i < kMaxRanges; ++i) {
    field += "," + std::to_string(i * 1000) + "-" + std::to_string(i * 1000);
    expected += " " + std::to_string(i * 1000) + "+1";
  }
  CHECK(select(field, 1'000'000) == expected);
  CHECK(select(field + ",", 1'000'000) == expected);
  CHECK(select(field + ",900000-900000", 1'000'000) == "whole");
  CHECK(select(field + ",2000000-", 1'000'000) == "whole");
}

TEST_CASE("a Content-Range says what is sent of how much") {
  CHECK(format_content_range({0, 5}, 10).view() == "bytes 0-4/10");
  CHECK(format_content_range({9, 1}, 10).view() == "bytes 9-9/10");
  CHECK(format_content_range({kLargest, 1}, kLargest).view() ==
        "bytes 18446744073709551615-18446744073709551615/18446744073709551615");
  CHECK(format_unsatisfied_range(10).view() == "bytes */10");
  CHECK(format_unsatisfied_range(0).view() == "bytes */0");
  CHECK(format_unsatisfied_range(kLargest).view() == "bytes */18446744073709551615");
}

// Inside the representation, apart from each other, and as many as the outcome says.
void check_invariants(const range_request& request, std::uint64_t complete_length) {
  const auto ranges = request.selected();
  const bool is_satisfiable = request.outcome == range_request::kind::satisfiable;
  REQUIRE(is_satisfiable == !ranges.empty());
  REQUIRE(ranges.size() <= kMaxRanges);
  for (const auto& [first, length] : ranges) {
    REQUIRE(length > 0);
    REQUIRE(length <= complete_length);
    REQUIRE(first <= complete_length - length);
  }
  std::vector<byte_range> sorted(ranges.begin(), ranges.end());
  std::ranges::sort(sorted, {}, &byte_range::first);
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    REQUIRE(sorted[i].first - sorted[i - 1].first >= sorted[i - 1].length + 80);
  }
}

TEST_CASE("whatever the field, the ranges lie inside the representation and apart") {
  constexpr std::string_view kPieces[] = {"bytes=",
                                          "-",
                                          ",",
                                          "0",
                                          "1",
                                          "9",
                                          "10",
                                          "100",
                                          "400",
                                          "500-",
                                          "-7",
                                          "0-1",
                                          "700",
                                          " ",
                                          ",",
                                          "-",
                                          "18446744073709551615",
                                          "18446744073709551616"};
  for (const std::string_view prefix : {"", "bytes=", "bytes=0-0,200-", "bytes=-"}) {
    testing::for_each_odd_input(prefix, kPieces, [](std::string_view field) {
      for (const std::uint64_t length : {std::uint64_t{0}, std::uint64_t{1000}, kLargest}) {
        check_invariants(select_ranges(field, length), length);
      }
    });
  }
}

TEST_CASE("every byte that was asked for is in a selected range") {
  constexpr std::uint64_t kLength = 1000;
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string field = "bytes=";
    std::vector<byte_range> asked;
    for (std::size_t left = random() % 5 + 1; left > 0; --left) {
      const std::uint64_t first = random() % kLength;
      const std::uint64_t last = std::min(first + random() % 100, kLength - 1);
      field += std::to_string(first) + "-" + std::to_string(last) + ",";
      asked.push_back({first, last - first + 1});
    }
    CAPTURE(field);
    const range_request request = select_ranges(field, kLength);
    check_invariants(request, kLength);
    if (request.outcome == range_request::kind::whole) continue;
    for (const byte_range& one : asked) {
      REQUIRE(std::ranges::any_of(request.selected(), [&](const byte_range& sent) {
        return sent.first <= one.first && one.first + one.length <= sent.first + sent.length;
      }));
    }
    // The first that is sent holds the first that was asked for.
    REQUIRE(request.selected().front().first <= asked.front().first);
  }
}

}  // namespace
}  // namespace owlet::http
