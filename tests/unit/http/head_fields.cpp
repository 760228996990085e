// Tests of http/head_fields.
#include "owlet/http/head_fields.h"

#include <doctest/doctest.h>

#include <cctype>
#include <string>

namespace owlet::http {
namespace {

constexpr std::string_view kNames[] = {
    "Host",     "Connection",      "Content-Length",    "Transfer-Encoding",   "Expect",
    "If-Match", "If-None-Match",   "If-Modified-Since", "If-Unmodified-Since", "If-Range",
    "Range",    "Referer",         "User-Agent",        "Forwarded",           "X-Forwarded-For",
    "Accept",   "Accept-Encoding", "Authorization",     "Sec-Fetch-Mode",
};
static_assert(std::size(kNames) == kFieldCount);

// A head that grows, and moves while it does so, as one that arrives in pieces.
class growing_head {
public:
  void add(std::string_view name, std::string_view value) {
    const head_span name_span = append(name);
    append(":");
    const head_span value_span = append(value);
    append("\r\n");
    move();
    fields_.keep(text_.data(), name_span, value_span);
  }
  // A line whose value the parser has not told of at all.
  void add_without_value(std::string_view name) {
    const head_span name_span = append(name);
    append(":\r\n");
    fields_.keep(text_.data(), name_span, {});
  }
  void clear() {
    text_ = "GET / HTTP/1.1\r\n";
    fields_.clear();
  }
  [[nodiscard]] std::string_view operator[](field name) const {
    return fields_.value(text_.data(), name);
  }
  [[nodiscard]] bool has(field name) const { return (*this)[name].data() != nullptr; }
  [[nodiscard]] bool is_repeated(field name) const { return fields_.is_repeated(name); }
  [[nodiscard]] bool is_empty() const {
    for (std::size_t i = 0; i < kFieldCount; ++i) {
      if (has(static_cast<field>(i)) || is_repeated(static_cast<field>(i))) return false;
    }
    return true;
  }
  void fill(std::array<std::string_view, kFieldCount>& values) const {
    fields_.fill(text_.data(), values);
  }

private:
  head_span append(std::string_view piece) {
    const auto offset = static_cast<std::uint32_t>(text_.size());
    text_ += piece;
    return {offset, static_cast<std::uint32_t>(piece.size()), true};
  }
  void move() {
    const std::string elsewhere = text_;
    text_.assign(text_.size(), '?');
    text_ = std::string(elsewhere.begin(), elsewhere.end());
  }

  std::string text_ = "GET / HTTP/1.1\r\n";
  head_fields fields_;
};

std::string in_case(std::string_view name, int (*change)(int)) {
  std::string changed;
  for (const char c : name) changed += static_cast<char>(change(c));
  return changed;
}

TEST_CASE("a span is a view once the head is known, and null when it is not there") {
  const std::string head = "abcdef";
  CHECK(head_span{2, 3, true}.in(head.data()) == "cde");
  CHECK(head_span{2, 3, true}.end() == 5);
  CHECK(head_span{2, 0, true}.in(head.data()).data() != nullptr);
  CHECK(head_span{2, 3, false}.in(head.data()).data() == nullptr);
}

TEST_CASE("each known field is kept under its name, in any case") {
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto id = static_cast<field>(i);
    const std::string name(kNames[i]);
    for (const std::string& spelt :
         {name, in_case(name, std::tolower), in_case(name, std::toupper)}) {
      CAPTURE(spelt);
      growing_head head;
      head.add(spelt, "value");
      CHECK(head[id] == "value");
      for (std::size_t other = 0; other < kFieldCount; ++other) {
        CHECK(head.has(static_cast<field>(other)) == (other == i));
      }
    }
  }
}

TEST_CASE("all known fields are there side by side") {
  growing_head head;
  for (const std::string_view name : kNames) head.add(name, std::string("of ").append(name));
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    CAPTURE(kNames[i]);
    CHECK(head[static_cast<field>(i)] == std::string("of ").append(kNames[i]));
    CHECK_FALSE(head.is_repeated(static_cast<field>(i)));
  }
}

TEST_CASE("other names are dropped, however close they come") {
  growing_head head;
  for (const std::string_view name :
       {"", "H", "Hos", "Hostt", "hostt", "ahost", "xHost", "Host ", " Host", "H\xf6st", "Accepts",
        "If_Match", "Content_Length", "Content-Lengt\xe8", "Range-If", "X-Range", "Keep-Alive",
        "Rang\x85"}) {
    head.add(name, "value");
    CAPTURE(name);
    CHECK(head.is_empty());
  }
}

TEST_CASE("a value is without the white space around it, and may be empty") {
  struct row {
    std::string_view value;
    std::string_view kept;
  };
  constexpr row kRows[] = {
      {"a", "a"},
      {" a", "a"},
      {"a ", "a"},
      {" \t a b\t ", "a b"},
      {"a,b , c", "a,b , c"},
      {"\xa0", "\xa0"},
      {"\va", "\va"},
      {"", ""},
      {" ", ""},
      {"\t \t", ""},
  };
  for (const row& each : kRows) {
    CAPTURE(each.value);
    growing_head head;
    head.add("Referer", each.value);
    CHECK(head.has(field::referer));
    CHECK(head[field::referer] == each.kept);
  }
  growing_head head;
  head.add_without_value("Referer");
  CHECK(head.has(field::referer));
  CHECK(head[field::referer].empty());
}

TEST_CASE("several lines of a name are one list in their order") {
  growing_head head;
  head.add("If-Match", " \"a\" ");
  head.add("Host", "b");
  CHECK_FALSE(head.is_repeated(field::if_match));
  head.add("if-match", "\t\"b\", \"c\"");
  head.add("Range", "bytes=0-1");
  head.add("IF-MATCH", "\"a\"");
  head.add("rAnge", "bytes=2-3");
  CHECK(head[field::if_match] == "\"a\", \"b\", \"c\", \"a\"");
  CHECK(head[field::range] == "bytes=0-1, bytes=2-3");
  CHECK(head[field::host] == "b");
  CHECK(head.is_repeated(field::if_match));
  CHECK(head.is_repeated(field::range));
  CHECK_FALSE(head.is_repeated(field::host));
  CHECK_FALSE(head.is_repeated(field::referer));
}

TEST_CASE("empty lines of a name are members of its list too") {
  struct row {
    std::string_view first;
    std::string_view second;
    std::string_view list;
  };
  constexpr row kRows[] = {{"", "", ", "}, {"a", "", "a, "}, {"", "b", ", b"}, {" ", " b ", ", b"}};
  for (const row& each : kRows) {
    CAPTURE(each.list);
    growing_head head;
    head.add("Connection", each.first);
    head.add("Connection", each.second);
    CHECK(head[field::connection] == each.list);
    CHECK(head.is_repeated(field::connection));
  }
  growing_head head;
  head.add_without_value("Connection");
  head.add_without_value("Connection");
  head.add("Connection", "a");
  CHECK(head[field::connection] == ", , a");
}

TEST_CASE("all values at once are the same as one by one, whatever was there before") {
  growing_head head;
  std::array<std::string_view, kFieldCount> values;
  for (int round = 0; round < 4; ++round) {
    values.fill("old");
    head.fill(values);
    for (std::size_t i = 0; i < kFieldCount; ++i) {
      CAPTURE(kNames[i]);
      const std::string_view single = head[static_cast<field>(i)];
      CHECK(values[i] == single);
      CHECK(values[i].data() == single.data());
    }
    if (round == 0) head.add("User-Agent", "a");
    if (round == 1) head.add("Expect", "");
    if (round == 2) head.add("User-Agent", "b");
  }
  CHECK(values[static_cast<std::size_t>(field::user_agent)] == "a, b");
}

TEST_CASE("clear forgets everything, and the next head begins anew") {
  growing_head head;
  for (const std::string_view name : kNames) {
    head.add(name, "1");
    head.add(name, "2");
  }
  head.clear();
  CHECK(head.is_empty());
  for (const std::string_view name : kNames) head.add(name, "3");
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    CHECK(head[static_cast<field>(i)] == "3");
    CHECK_FALSE(head.is_repeated(static_cast<field>(i)));
  }
}

}  // namespace
}  // namespace owlet::http
