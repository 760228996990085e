// Tests of site/plan_response: tables of a request and what was found.
#include "owlet/site/plan_response.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::site {
namespace {

using http::expectation;
using http::field;
using http::method;
using http::target_kind;

constexpr std::int64_t kModified = 784'111'777;
constexpr std::int64_t kNow = 1'700'000'000;
constexpr std::string_view kModifiedText = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view kEarlierText = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view kTag = "\"ae1b981bc490b00-a\"";  // of a file of ten bytes

representation file_of_ten_bytes() {
  representation found;
  found.info.kind = file_kind::regular;
  found.length = 10;
  found.validators = {http::entity_tag::from_stat(kModified, 256, 10), kModified};
  return found;
}

// "200 whole", "206 ranges 0+5", "404 page".
std::string describe(const response_plan& plan) {
  std::string text = std::to_string(static_cast<unsigned>(plan.status));
  switch (plan.content) {
    case content::none: return text + " none";
    case content::page: return text + " page";
    case content::page_file: return text + " page file";
    case content::whole: return text + " whole";
    case content::ranges: text += " ranges"; break;
  }
  for (const auto& [first, length] : plan.ranges.selected()) {
    text += " " + std::to_string(first) + "+" + std::to_string(length);
  }
  return text;
}

http::request request_of(method name) {
  http::request request;
  request.method = name;
  return request;
}

TEST_CASE("some requests are answered whatever the disk says") {
  struct row {
    method name;
    target_kind target;
    expectation expects;
    std::string_view plan;  // empty when the disk has to be asked
  };
  constexpr row kRows[] = {
      {method::get, target_kind::path, expectation::none, ""},
      {method::head, target_kind::path, expectation::none, ""},
      {method::get, target_kind::path, expectation::continue_100, ""},
      {method::get, target_kind::path, expectation::unknown, "417 page"},
      {method::other, target_kind::path, expectation::unknown, "417 page"},
      {method::other, target_kind::path, expectation::none, "405 page"},
      {method::other, target_kind::malformed, expectation::none, "405 page"},
      {method::other, target_kind::asterisk, expectation::none, "405 page"},
      {method::get, target_kind::malformed, expectation::none, "400 page"},
      {method::head, target_kind::malformed, expectation::none, "400 page"},
      {method::options, target_kind::malformed, expectation::none, "400 page"},
      {method::get, target_kind::asterisk, expectation::none, "400 page"},
      {method::options, target_kind::asterisk, expectation::none, "204 none"},
      {method::options, target_kind::path, expectation::none, "204 none"},
      {method::options, target_kind::unnameable, expectation::none, "204 none"},
      {method::get, target_kind::unnameable, expectation::none, "404 page"},
      {method::head, target_kind::unnameable, expectation::none, "404 page"},
  };
  for (const row& each : kRows) {
    CAPTURE(static_cast<int>(each.name));
    CAPTURE(static_cast<int>(each.target));
    http::request request = request_of(each.name);
    request.expectation = each.expects;
    const auto plan = plan_without_file(request, each.target);
    CHECK((plan ? describe(*plan) : "") == each.plan);
  }
}

TEST_CASE("what was found decides, and conditions matter for files only") {
  struct row {
    file_kind kind;
    std::string_view plan;
  };
  constexpr row kRows[] = {
      {file_kind::regular, "304 none"},   {file_kind::directory, "301 page"},
      {file_kind::absent, "404 page"},    {file_kind::forbidden, "403 page"},
      {file_kind::exhausted, "503 page"}, {file_kind::failed, "500 page"},
  };
  for (const method name : {method::get, method::head}) {
    for (const row& each : kRows) {
      CAPTURE(static_cast<int>(each.kind));
      http::request request = request_of(name);
      request.fields[static_cast<std::size_t>(field::if_none_match)] = "*";
      request.fields[static_cast<std::size_t>(field::range)] = "bytes=0-4";
      representation found = file_of_ten_bytes();
      found.info.kind = each.kind;
      CHECK(describe(plan_response(request, found, kNow)) == each.plan);
    }
  }
}

struct field_line {
  field name;
  std::string_view value;
};

TEST_CASE("conditions and ranges of a file") {
  struct row {
    field_line first;
    field_line second;
    std::string_view for_get;
    std::string_view for_head;
  };
  constexpr field_line kNothing{field::host, "a"};
  constexpr field_line kRange{field::range, "bytes=0-4"};
  constexpr std::string_view kOther = "\"other\"";
  constexpr row kRows[] = {
      {kNothing, kNothing, "200 whole", "200 whole"},
      {{field::if_none_match, kTag}, kNothing, "304 none", "304 none"},
      {{field::if_none_match, kOther}, kNothing, "200 whole", "200 whole"},
      {{field::if_modified_since, kModifiedText}, kNothing, "304 none", "304 none"},
      {{field::if_modified_since, kEarlierText}, kNothing, "200 whole", "200 whole"},
      {{field::if_modified_since, kModifiedText},
       {field::if_none_match, kOther},
       "200 whole",
       "200 whole"},
      {{field::if_match, kTag}, kNothing, "200 whole", "200 whole"},
      {{field::if_match, kOther}, kNothing, "412 page", "412 page"},
      {{field::if_unmodified_since, kEarlierText}, kNothing, "412 page", "412 page"},
      {{field::if_unmodified_since, kModifiedText}, kNothing, "200 whole", "200 whole"},
      {kRange, kNothing, "206 ranges 0+5", "200 whole"},
      {kRange, {field::if_none_match, kTag}, "304 none", "304 none"},
      {kRange, {field::if_match, kOther}, "412 page", "412 page"},
      {kRange, {field::if_range, kTag}, "206 ranges 0+5", "200 whole"},
      {kRange, {field::if_range, kOther}, "200 whole", "200 whole"},
      {kRange, {field::if_range, kModifiedText}, "206 ranges 0+5", "200 whole"},
      {kRange, {field::if_range, kEarlierText}, "200 whole", "200 whole"},
      {{field::range, "bytes=0-0,9-9"}, kNothing, "206 ranges 0+10", "200 whole"},
      {{field::range, "bytes=10-"}, kNothing, "416 page", "200 whole"},
      {{field::range, "bytes=10-"}, {field::if_range, kOther}, "200 whole", "200 whole"},
      {{field::range, "lines=0-4"}, kNothing, "200 whole", "200 whole"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.first.value);
    CAPTURE(each.second.value);
    for (const method name : {method::get, method::head}) {
      http::request request = request_of(name);
      request.fields[static_cast<std::size_t>(each.first.name)] = each.first.value;
      request.fields[static_cast<std::size_t>(each.second.name)] = each.second.value;
      CHECK(describe(plan_response(request, file_of_ten_bytes(), kNow)) ==
            (name == method::get ? each.for_get : each.for_head));
    }
  }
}

}  // namespace
}  // namespace owlet::site
