// Tests of http/syntax.
#include "owlet/http/syntax.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace owlet::http {
namespace {

TEST_CASE("a token is made of letters, digits and fifteen other characters") {
  constexpr std::string_view kToken =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (unsigned byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const char c = static_cast<char>(byte);
    CHECK(is_token_char(c) == (kToken.find(c) != std::string_view::npos));
  }
}

TEST_CASE("trim takes spaces and tabs off both ends, and nothing else") {
  struct row {
    std::string_view text;
    std::string_view trimmed;
  };
  constexpr row kRows[] = {
      {"", ""},
      {" ", ""},
      {"\t \t", ""},
      {"a", "a"},
      {" a", "a"},
      {"a ", "a"},
      {"\t a b\t ", "a b"},
      {"\ra\n", "\ra\n"},
      {"\va", "\va"},
      {"\xa0"
       "a",
       "\xa0"
       "a"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.text);
    CHECK(trim(each.text) == each.trimmed);
  }
  CHECK(trim(std::string_view()).data() == nullptr);  // an absent field stays absent
  CHECK(trim("  ").data() != nullptr);                // and an empty one is there
}

TEST_CASE("texts are equal whatever the case of their ASCII letters") {
  struct row {
    std::string_view a;
    std::string_view b;
    bool are_equal;
  };
  constexpr row kRows[] = {
      {"", "", true},          {"a", "A", true},         {"Chunked", "cHUNKED", true},
      {"a", "", false},        {"", "a", false},         {"a", "ab", false},
      {"az", "AZ", true},      {"@", "`", false},        {"[", "{", false},
      {"\xc4", "\xe4", false}, {"k-a_1", "K-A_1", true}, {std::string_view("a\0b", 3), "a", false},
  };
  for (const row& each : kRows) {
    CAPTURE(each.a);
    CAPTURE(each.b);
    CHECK(equals_ignoring_case(each.a, each.b) == each.are_equal);
  }
}

TEST_CASE("a list gives its elements one by one, and the empty ones not at all") {
  struct row {
    std::string_view list;
    std::vector<std::string> elements;
  };
  const row kRows[] = {
      {"", {}},
      {",", {}},
      {" , \t, ", {}},
      {"a", {"a"}},
      {"a,b", {"a", "b"}},
      {" a , b ", {"a", "b"}},
      {",a,,b,", {"a", "b"}},
      {"a b,c", {"a b", "c"}},
      {"a;q=1, b", {"a;q=1", "b"}},
      {"\"a,b\"", {"\"a", "b\""}},
  };
  for (const row& each : kRows) {
    CAPTURE(each.list);
    std::vector<std::string> elements;
    std::string_view rest = each.list;
    for (auto element = take_element(rest); !element.empty(); element = take_element(rest)) {
      elements.emplace_back(element);
    }
    CHECK(elements == each.elements);
    CHECK(rest.empty());
    CHECK(take_element(rest).empty());
  }
}

}  // namespace
}  // namespace owlet::http
