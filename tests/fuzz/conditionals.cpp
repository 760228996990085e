// Fuzzes http/validators and http/http_date: conditions decide as RFC 9110 section 13.2.2 has it.
//
// Input: which fields there are, a file's time and size, the present, and then the five fields,
// each ended by a line feed. A control character from 1 to 7 stands for something that is hard to
// guess: the current tag, its opaque text, the date of the file in the three forms, that of the
// present, and that of the second before the file's. Oracles:
//  - the outcome is that of a second, slow evaluation (conditions_model.h);
//  - what parses as a date formats to a text that parses to the same, and an IMF-fixdate to itself;
//  - an entity tag has its quotes and says the file's time and size.
#include <array>
#include <optional>
#include <string>

#include "conditions_model.h"
#include "input.h"
#include "owlet/http/http_date.h"
#include "owlet/http/validators.h"

namespace owlet::fuzz {
namespace {

struct scene {
  unsigned flags = 0;  // a bit for each field that is there, and one for the method
  std::int64_t mtime = 0;
  std::int64_t nanoseconds = 0;
  std::uint64_t size = 0;
  std::int64_t now = 0;
  std::array<std::string, 5> fields;
};

std::string date_text(std::int64_t seconds) {
  return std::string(http::format_http_date(seconds).view());
}

// "Sunday, 06-Nov-94 08:49:37 GMT"
std::string rfc850_text(std::int64_t seconds) {
  const std::string imf = date_text(seconds);
  for (const std::string_view name :
       {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}) {
    if (!imf.starts_with(name.substr(0, 3))) continue;
    return std::string(name) + ", " + imf.substr(5, 2) + "-" + imf.substr(8, 3) + "-" +
           imf.substr(14, 2) + imf.substr(16);
  }
  fail("a date begins with a weekday");
}

// "Sun Nov  6 08:49:37 1994"
std::string asctime_text(std::int64_t seconds) {
  const std::string imf = date_text(seconds);
  const std::string day = imf[5] == '0' ? " " + imf.substr(6, 1) : imf.substr(5, 2);
  return imf.substr(0, 3) + " " + imf.substr(8, 3) + " " + day + imf.substr(16, 9) + " " +
         imf.substr(12, 4);
}

std::string filled_in(char c, const scene& s, const http::entity_tag& tag) {
  const std::string text(tag.view());
  const std::int64_t before = s.mtime == INT64_MIN ? s.mtime : s.mtime - 1;
  switch (c) {
    case 1: return text;
    case 2: return text.substr(1, text.size() - 2);
    case 3: return date_text(s.mtime);
    case 4: return rfc850_text(s.mtime);
    case 5: return asctime_text(s.mtime);
    case 6: return date_text(s.now);
    case 7: return date_text(before);
    default: return {c};
  }
}

scene read_scene(input& in) {
  scene s;
  s.flags = static_cast<unsigned>(in.number(1));
  s.mtime = in.signed_number();
  s.nanoseconds = static_cast<std::int64_t>(in.number(4) % 1'000'000'000);
  s.size = in.number(8);
  s.now = in.signed_number();
  const auto tag = http::entity_tag::from_stat(s.mtime, s.nanoseconds, s.size);
  std::size_t at = 0;
  for (const char c : in.text()) {
    if (c == '\n') {
      ++at;
    } else if (at < s.fields.size()) {
      s.fields[at] += filled_in(c, s, tag);
    }
  }
  return s;
}

void check_tag(const scene& s, const http::entity_tag& tag) {
  const std::string_view view = tag.view();
  const std::size_t dash = view.find('-');
  require(view.size() >= 5 && view.front() == '"' && view.back() == '"', "a tag has quotes");
  const auto hex = [](std::string_view digits) {
    require(!digits.empty() && digits.size() <= 16, "a tag has two numbers");
    return std::stoull(std::string(digits), nullptr, 16);
  };
  const std::uint64_t time = static_cast<std::uint64_t>(s.mtime) * 1'000'000'000U +
                             static_cast<std::uint64_t>(s.nanoseconds);
  require(hex(view.substr(1, dash - 1)) == time, "a tag says the time of the file");
  require(hex(view.substr(dash + 1, view.size() - dash - 2)) == s.size, "a tag says the size");
}

void check_date(std::string_view text, std::int64_t now) {
  const auto parsed = http::parse_http_date(text, now);
  require(parsed == slow_parse_date(text, now), "a date is that of the slow reading");
  if (!parsed) return;
  // A leap second, or a century below the year 0, has no text of its own.
  const std::string formatted = date_text(*parsed);
  if (*parsed < seconds_of({}) || *parsed >= seconds_of({.year = 10'000})) return;
  require(http::parse_http_date(formatted, now) == parsed, "a date formats to itself");
  const bool is_imf = text.size() == formatted.size() && text[3] == ',';
  const bool is_leap_second = is_imf && text.substr(23, 2) == "60";
  if (is_imf && !is_leap_second) {
    require(text.substr(3) == formatted.substr(3), "an IMF-fixdate is in its own form");
  }
}

void check_any_time(std::int64_t seconds) {
  const std::int64_t nearest =
      std::clamp(seconds, seconds_of({}), seconds_of({.year = 10'000}) - 1);
  require(slow_parse_date(date_text(seconds), 0) == nearest, "every time has a text");
  require(slow_parse_date(asctime_text(seconds), 0) == nearest, "an asctime date is read");
}

void check_scene(const scene& s) {
  const auto tag = http::entity_tag::from_stat(s.mtime, s.nanoseconds, s.size);
  check_tag(s, tag);
  http::validators current{tag, http::last_modified_of(s.mtime, s.now)};
  const bool says_something = s.mtime > 1 && s.mtime <= s.now;
  require(current.last_modified_seconds == (says_something ? std::optional(s.mtime) : std::nullopt),
          "a Last-Modified is the file's time, where that says something");
  if ((s.flags & 64U) != 0) current.tag = {};
  const auto field = [&](std::size_t i) {
    return (s.flags & (1U << i)) != 0 ? std::string_view(s.fields[i]) : std::string_view();
  };
  const http::conditional_fields fields{.if_match = field(0),
                                        .if_none_match = field(1),
                                        .if_modified_since = field(2),
                                        .if_unmodified_since = field(3),
                                        .if_range = field(4)};
  const auto method =
      (s.flags & 32U) != 0 ? http::method_kind::other : http::method_kind::get_or_head;
  require(http::evaluate_preconditions(fields, current, method, s.now) ==
              slow_evaluate(fields, current, method, s.now),
          "conditions decide as the slow evaluation does");
  require(http::range_applies(fields.if_range, current, s.now) ==
              slow_range_applies(fields.if_range, current, s.now),
          "If-Range decides as the slow evaluation does");
}

}  // namespace
}  // namespace owlet::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  owlet::fuzz::input in(data, size);
  owlet::fuzz::scene s = owlet::fuzz::read_scene(in);
  owlet::fuzz::check_scene(s);
  owlet::fuzz::check_any_time(s.mtime);
  for (const std::string& field : s.fields) owlet::fuzz::check_date(field, s.now);
  return 0;
}
