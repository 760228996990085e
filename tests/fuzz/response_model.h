// Reads responses as strictly as RFC 9112 can be read: what does not fit fails hard.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input.h"
#include "message_model.h"

namespace owlet::fuzz {

enum class content_rule : std::uint8_t { by_length, none };

struct response {
  unsigned status = 0;
  std::vector<field_line> fields;  // names in lower case
  std::string_view content;
  std::uint64_t length = 0;  // as Content-Length says

  [[nodiscard]] std::string value(std::string_view name) const {
    require(count(fields, name) == 1, "a field comes exactly once");
    return *joined(fields, name);
  }
  [[nodiscard]] bool has(std::string_view name) const { return count(fields, name) > 0; }
  [[nodiscard]] bool closes() const { return value("connection") == "close"; }
};

inline std::uint64_t read_decimal(std::string_view digits) {
  require(!digits.empty() && digits.size() < 19, "a number has digits");
  std::uint64_t value = 0;
  for (const char c : digits) {
    require(c >= '0' && c <= '9', "a number has nothing but digits");
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

// RFC 9112 section 4.
inline unsigned take_status(std::string_view& text) {
  const std::string_view line = take_line(text);
  require(line.size() > 13 && line.starts_with("HTTP/1.1 ") && line[12] == ' ', "a status line");
  return static_cast<unsigned>(read_decimal(line.substr(9, 3)));
}

// What every response of owlet has.
inline void check_common_fields(const response& given) {
  require(given.value("server") == "owlet", "a response says who sends it");
  require(given.value("date").size() == 29, "a response has a date");
  const std::string connection = given.value("connection");
  require(connection == "close" || connection == "keep-alive", "a response says how it goes on");
  const bool has_no_length = given.status == 204 || given.status == 304;
  require(given.has("content-length") != has_no_length, "a length where there is content");
  require(given.has("content-length") == given.has("content-type"), "content has a type");
  for (const std::string_view name :
       {"etag", "last-modified", "location", "allow", "content-range"}) {
    require(count(given.fields, name) <= 1, "no field comes twice");
  }
  require(!given.has("transfer-encoding"), "content is framed by its length");
}

// Takes the next response off the front of a text.
inline response take_response(std::string_view& text, content_rule rule) {
  response given;
  given.status = take_status(text);
  given.fields = take_fields(text);
  check_common_fields(given);
  if (!given.has("content-length")) return given;
  given.length = read_decimal(given.value("content-length"));
  if (rule == content_rule::none) return given;
  require(given.length <= text.size(), "content is as long as was promised");
  given.content = text.substr(0, given.length);
  text.remove_prefix(given.length);
  return given;
}

struct content_range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t complete = 0;
};

// RFC 9110 section 14.4.
inline content_range read_content_range(std::string_view value) {
  const std::size_t dash = value.find('-');
  const std::size_t slash = value.find('/');
  require(value.starts_with("bytes ") && dash < slash && slash < value.size(), "a Content-Range");
  const content_range range{read_decimal(value.substr(6, dash - 6)),
                            read_decimal(value.substr(dash + 1, slash - dash - 1)),
                            read_decimal(value.substr(slash + 1))};
  require(range.first <= range.last && range.last < range.complete, "a range lies inside");
  return range;
}

struct part {
  std::vector<field_line> fields;
  std::string_view content;
};

// RFC 2046 section 5.1.1; each part says by its Content-Range how long it is.
inline std::vector<part> read_parts(const response& given) {
  const std::string type = given.value("content-type");
  constexpr std::string_view kType = "multipart/byteranges; boundary=";
  require(type.starts_with(kType), "several ranges come as parts");
  const std::string delimiter = "\r\n--" + type.substr(kType.size());
  std::string_view text = given.content;
  std::vector<part> parts;
  for (;;) {
    require(text.starts_with(delimiter), "a part ends at a delimiter");
    text.remove_prefix(delimiter.size());
    if (text == "--\r\n") return parts;
    require(text.starts_with("\r\n"), "a delimiter ends its line");
    text.remove_prefix(2);
    part next{.fields = take_fields(text), .content = {}};
    const auto range = read_content_range(joined(next.fields, "content-range").value_or(""));
    const std::uint64_t size = range.last - range.first + 1;
    require(size <= text.size(), "a part is as long as its range");
    next.content = text.substr(0, size);
    text.remove_prefix(size);
    parts.push_back(std::move(next));
  }
}

}  // namespace owlet::fuzz
