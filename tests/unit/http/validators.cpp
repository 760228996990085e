// Tests of http/validators.
#include "owlet/http/validators.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "odd_inputs.h"

namespace owlet::http {
namespace {

constexpr std::int64_t kModified = 784'111'777;
constexpr std::int64_t kNow = 1'700'000'000;
constexpr std::string_view kTag = "\"ae1b981bc490b00-20\"";
constexpr std::string_view kBefore = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view kExactly = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view kAfter = "Sun, 06 Nov 1994 08:49:38 GMT";

const validators kCurrent{entity_tag::from_stat(kModified, 256, 32), kModified};

precondition evaluate(const conditional_fields& fields,
                      method_kind method = method_kind::get_or_head) {
  return evaluate_preconditions(fields, kCurrent, method, kNow);
}

TEST_CASE("an entity tag is the time in nanoseconds and the size, in hexadecimal") {
  CHECK(entity_tag::from_stat(0, 0, 0).view() == "\"0-0\"");
  CHECK(entity_tag::from_stat(1, 255, 4096).view() == "\"3b9acaff-1000\"");
  CHECK(kCurrent.tag.view() == kTag);
  CHECK(entity_tag().view().empty());
}

TEST_CASE("a tag of a hash is its 32 digits in quotes") {
  CHECK(entity_tag::from_hash(0, 0).view() == "\"00000000000000000000000000000000\"");
  CHECK(entity_tag::from_hash(0x0123456789abcdefU, 0xfedcba9876543210U).view() ==
        "\"0123456789abcdeffedcba9876543210\"");
}

TEST_CASE("an entity tag has room for every time and size") {
  constexpr auto kLargest = std::numeric_limits<std::uint64_t>::max();
  CHECK(entity_tag::from_stat(0, -1, kLargest).view() == "\"ffffffffffffffff-ffffffffffffffff\"");
  CHECK(entity_tag::from_stat(std::numeric_limits<std::int64_t>::min(), 0, 1).view() == "\"0-1\"");
  CHECK(entity_tag::from_stat(std::numeric_limits<std::int64_t>::max(), 999'999'999, 1).view() !=
        entity_tag::from_stat(std::numeric_limits<std::int64_t>::max(), 0, 1).view());
}

TEST_CASE("an entity tag changes with each of the second, the nanosecond and the size") {
  const entity_tag tag = entity_tag::from_stat(1000, 5, 7);
  CHECK(entity_tag::from_stat(1000, 5, 7).view() == tag.view());
  CHECK(entity_tag::from_stat(1001, 5, 7).view() != tag.view());
  CHECK(entity_tag::from_stat(1000, 6, 7).view() != tag.view());
  CHECK(entity_tag::from_stat(1000, 5, 8).view() != tag.view());
}

TEST_CASE("an entity tag that is copied stands on its own") {
  entity_tag copy;
  {
    const entity_tag original = entity_tag::from_stat(kModified, 256, 32);
    copy = original;
  }
  CHECK(copy.view() == kTag);
}

TEST_CASE("a time that says nothing gives no Last-Modified") {
  CHECK(last_modified_of(2, kNow) == 2);
  CHECK(last_modified_of(kNow, kNow) == kNow);
  CHECK(last_modified_of(kNow - 1, kNow) == kNow - 1);
  CHECK_FALSE(last_modified_of(kNow + 1, kNow).has_value());
  CHECK_FALSE(last_modified_of(1, kNow).has_value());
  CHECK_FALSE(last_modified_of(0, kNow).has_value());
  CHECK_FALSE(last_modified_of(-1, kNow).has_value());
  CHECK_FALSE(last_modified_of(std::numeric_limits<std::int64_t>::min(), kNow).has_value());
}

TEST_CASE("a request without conditions proceeds") {
  CHECK(evaluate({}) == precondition::proceed);
  CHECK(evaluate({}, method_kind::other) == precondition::proceed);
}

struct list_case {
  std::string list;
  bool names_weakly;
  bool names_strongly;
};

TEST_CASE("If-None-Match compares weakly and If-Match strongly") {
  const std::string tag(kTag);
  const list_case cases[] = {
      {tag, true, true},
      {"W/" + tag, true, false},
      {"*", true, true},
      {"\"other\"", false, false},
      {"\"other\", " + tag, true, true},
      {tag + ",\"other\"", true, true},
      {"W/\"other\" ,\t" + tag, true, true},
      {"W/" + tag + ", " + tag, true, true},
      {"\"other\", W/" + tag, true, false},
      {", ," + tag + ", ,", true, true},
      {" " + tag + " ", true, true},
      {"\"\", \"!#~\x80\xFF\", \"a,b\", " + tag, true, true},
      {"\"\"", false, false},
      {"", false, false},
      {",", false, false},
  };
  for (const auto& row : cases) {
    CAPTURE(row.list);
    CHECK(evaluate({.if_none_match = row.list}) ==
          (row.names_weakly ? precondition::not_modified : precondition::proceed));
    CHECK(evaluate({.if_none_match = row.list}, method_kind::other) ==
          (row.names_weakly ? precondition::failed : precondition::proceed));
    for (const auto method : {method_kind::get_or_head, method_kind::other}) {
      CHECK(evaluate({.if_match = row.list}, method) ==
            (row.names_strongly ? precondition::proceed : precondition::failed));
    }
  }
}

TEST_CASE("a list that is malformed anywhere matches nothing") {
  const std::string tag(kTag);
  const std::string lists[] = {tag + " " + tag,
                               tag + tag,
                               tag + ", *",
                               "*, " + tag,
                               "*, *",
                               "* ",
                               "**",
                               tag + ", other",
                               "other, " + tag,
                               tag + ", \"open",
                               tag + ", \"",
                               tag + ", w/\"a\"",
                               tag + ", W/",
                               tag + ", W/a",
                               tag + ", W /\"a\"",
                               tag + ", W/ \"a\"",
                               tag + ", \"a b\"",
                               tag + ", \"a\tb\"",
                               tag + ", \"a\x7F\"",
                               tag + ", \"a\x1F\"",
                               tag + ";",
                               tag.substr(1),
                               tag.substr(0, tag.size() - 1),
                               tag.substr(1, tag.size() - 2),
                               "w/" + tag,
                               "W/W/" + tag,
                               "'" + tag + "'"};
  for (const std::string& list : lists) {
    CAPTURE(list);
    CHECK(evaluate({.if_none_match = list}) == precondition::proceed);
    CHECK(evaluate({.if_match = list}) == precondition::failed);
  }
}

TEST_CASE("a representation without a tag is named by the asterisk alone") {
  const validators untagged{};
  const auto evaluate_untagged = [&](const conditional_fields& fields) {
    return evaluate_preconditions(fields, untagged, method_kind::get_or_head, kNow);
  };
  CHECK(evaluate_untagged({.if_none_match = "*"}) == precondition::not_modified);
  CHECK(evaluate_untagged({.if_none_match = "\"\""}) == precondition::proceed);
  CHECK(evaluate_untagged({.if_none_match = ""}) == precondition::proceed);
  CHECK(evaluate_untagged({.if_match = "\"\""}) == precondition::failed);
}

TEST_CASE("If-Modified-Since answers 304 unless the file is later, and only to GET and HEAD") {
  CHECK(evaluate({.if_modified_since = kBefore}) == precondition::proceed);
  CHECK(evaluate({.if_modified_since = kExactly}) == precondition::not_modified);
  CHECK(evaluate({.if_modified_since = kAfter}) == precondition::not_modified);
  CHECK(evaluate({.if_modified_since = "Sunday, 06-Nov-94 08:49:37 GMT"}) ==
        precondition::not_modified);
  CHECK(evaluate({.if_modified_since = kAfter}, method_kind::other) == precondition::proceed);
}

TEST_CASE("If-Unmodified-Since fails when the file is later, whatever the method") {
  for (const auto method : {method_kind::get_or_head, method_kind::other}) {
    CHECK(evaluate({.if_unmodified_since = kBefore}, method) == precondition::failed);
    CHECK(evaluate({.if_unmodified_since = kExactly}, method) == precondition::proceed);
    CHECK(evaluate({.if_unmodified_since = kAfter}, method) == precondition::proceed);
  }
}

TEST_CASE("a date that does not parse, or has nothing to compare with, is ignored") {
  const std::string twice = std::string(kExactly) + ", " + std::string(kExactly);
  for (const std::string_view date : {std::string_view(), std::string_view(""),
                                      std::string_view("yesterday"), std::string_view(twice)}) {
    CAPTURE(date);
    CHECK(evaluate({.if_modified_since = date}) == precondition::proceed);
    CHECK(evaluate({.if_unmodified_since = date}) == precondition::proceed);
  }
  const validators undated{kCurrent.tag, std::nullopt};
  CHECK(evaluate_preconditions({.if_modified_since = kAfter}, undated, method_kind::get_or_head,
                               kNow) == precondition::proceed);
  CHECK(evaluate_preconditions({.if_unmodified_since = kBefore}, undated, method_kind::get_or_head,
                               kNow) == precondition::proceed);
}

TEST_CASE("the conditions are evaluated in the order of the RFC") {
  constexpr std::string_view kOther = "\"other\"";
  struct {
    std::string_view what;
    conditional_fields fields;
    precondition result;
  } const cases[] = {
      {"If-Match true makes If-Unmodified-Since irrelevant",
       {.if_match = kTag, .if_unmodified_since = kBefore},
       precondition::proceed},
      {"If-Match false makes If-Unmodified-Since irrelevant",
       {.if_match = kOther, .if_unmodified_since = kAfter},
       precondition::failed},
      {"If-Match false comes before If-None-Match",
       {.if_match = kOther, .if_none_match = kTag},
       precondition::failed},
      {"If-Match true goes on to If-None-Match",
       {.if_match = kTag, .if_none_match = kTag},
       precondition::not_modified},
      {"If-Match true goes on to If-Modified-Since",
       {.if_match = kTag, .if_modified_since = kExactly},
       precondition::not_modified},
      {"If-Unmodified-Since false comes before If-None-Match",
       {.if_none_match = kTag, .if_unmodified_since = kBefore},
       precondition::failed},
      {"If-Unmodified-Since true goes on to If-None-Match",
       {.if_none_match = kTag, .if_unmodified_since = kAfter},
       precondition::not_modified},
      {"If-None-Match true makes If-Modified-Since irrelevant",
       {.if_none_match = kOther, .if_modified_since = kAfter},
       precondition::proceed},
      {"If-None-Match false makes If-Modified-Since irrelevant",
       {.if_none_match = kTag, .if_modified_since = kBefore},
       precondition::not_modified},
      {"a malformed If-None-Match makes If-Modified-Since irrelevant too",
       {.if_none_match = "nonsense", .if_modified_since = kAfter},
       precondition::proceed},
      {"an empty If-None-Match is present",
       {.if_none_match = "", .if_modified_since = kAfter},
       precondition::proceed},
      {"an empty If-Match is present",
       {.if_match = "", .if_unmodified_since = kAfter},
       precondition::failed},
      {"If-Range is none of them", {.if_range = kOther}, precondition::proceed},
  };
  for (const auto& row : cases) {
    CAPTURE(row.what);
    CHECK(evaluate(row.fields) == row.result);
  }
}

TEST_CASE("a Range applies without If-Range, or with the current validator to the letter") {
  const std::string tag(kTag);
  CHECK(range_applies({}, kCurrent, kNow));
  CHECK(range_applies(kTag, kCurrent, kNow));
  CHECK(range_applies(kExactly, kCurrent, kNow));
  CHECK(range_applies("Sunday, 06-Nov-94 08:49:37 GMT", kCurrent, kNow));
  const std::string refused[] = {"",
                                 "W/" + tag,
                                 "\"other\"",
                                 tag + " ",
                                 tag + ",",
                                 "*",
                                 tag + ", " + tag,
                                 tag.substr(0, tag.size() - 1),
                                 "nonsense",
                                 "\"\"",
                                 std::string(kBefore),
                                 std::string(kAfter),
                                 tag.substr(1, tag.size() - 2)};
  for (const std::string& if_range : refused) {
    CAPTURE(if_range);
    CHECK_FALSE(range_applies(if_range, kCurrent, kNow));
  }
}

TEST_CASE("a date is no strong validator during its own second, and none without Last-Modified") {
  CHECK(range_applies(kExactly, kCurrent, kModified + 1));
  CHECK_FALSE(range_applies(kExactly, kCurrent, kModified));
  CHECK_FALSE(range_applies(kExactly, {kCurrent.tag, std::nullopt}, kNow));
  CHECK_FALSE(range_applies("nonsense", {kCurrent.tag, std::nullopt}, kNow));
  CHECK_FALSE(range_applies("\"\"", {}, kNow));
}

TEST_CASE("no list matches weakly what it does not spell, and strong is never wider than weak") {
  constexpr std::string_view kPieces[] = {kTag, "W/", "\"", ",", " ", "*", "\"a\"", "a", "\t"};
  testing::for_each_odd_input("", kPieces, [](std::string_view list) {
    const bool spells_it = list == "*" || list.find(kTag) != std::string_view::npos;
    const auto weakly = evaluate({.if_none_match = list});
    const auto strongly = evaluate({.if_match = list});
    if (list.data() == nullptr) return;
    if (weakly == precondition::not_modified) REQUIRE(spells_it);
    if (strongly == precondition::proceed) REQUIRE(weakly == precondition::not_modified);
    if (range_applies(list, kCurrent, kNow)) REQUIRE(list == kTag);
  });
}

TEST_CASE("a weak tag is one by its text, and strong comparison knows it not") {
  const auto weak = entity_tag::weak_from_hash(0x123456789abcdef0U, 15);
  CHECK(weak.view() == "W/\"123456789abcdef0000000000000000f\"");
  CHECK(weak.opaque() == entity_tag::from_hash(0x123456789abcdef0U, 15).view());
  CHECK(weak.is_weak());
  CHECK_FALSE(entity_tag().is_weak());
  const validators current{.tag = weak, .last_modified_seconds = {}};
  const auto evaluate = [&](const conditional_fields& fields) {
    return evaluate_preconditions(fields, current, method_kind::get_or_head, 0);
  };
  CHECK(evaluate({.if_none_match = weak.view()}) == precondition::not_modified);
  CHECK(evaluate({.if_none_match = weak.opaque()}) == precondition::not_modified);
  CHECK(evaluate({.if_none_match = "W/\"0\""}) == precondition::proceed);
  CHECK(evaluate({.if_match = weak.view()}) == precondition::failed);
  CHECK(evaluate({.if_match = weak.opaque()}) == precondition::failed);
  CHECK(evaluate({.if_match = "*"}) == precondition::proceed);
  CHECK_FALSE(range_applies(weak.view(), current, 0));
}

}  // namespace
}  // namespace owlet::http
