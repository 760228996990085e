// Fuzzes http/byte_range: no Range field may select what is not there, or make work that grows.
//
// Input: the length of the representation in eight bytes, then the field value.
// Oracles, beside a second reading of the field that knows 128-bit numbers:
//  - ranges are inside the representation, apart from each other, not empty, and few;
//  - together they have all that was asked for, and no more beside it than small gaps;
//  - they stand in the order in which they were asked for;
//  - a Content-Range parses back to the same numbers.
#include "owlet/http/byte_range.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "input.h"
#include "message_model.h"

namespace owlet::fuzz {
namespace {

__extension__ using number = unsigned __int128;
using kind = http::range_request::kind;

// The bytes [first, end).
struct interval {
  number first;
  number end;
};

struct asked_ranges {
  bool is_ignored = false;  // the whole representation is to be sent
  std::vector<interval> intervals{};
};

// Digits that do not fit count as something larger than any length.
std::optional<number> read_number(std::string_view digits) {
  number value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = std::min(value * 10 + static_cast<unsigned>(c - '0'), number{1} << 70U);
  }
  return value;
}

// One range-spec of RFC 9110 section 14.1.1.
void read_spec(const std::string& spec, number length, asked_ranges& asked) {
  const std::size_t dash = spec.find('-');
  const std::string before = spec.substr(0, dash);
  const std::string after = dash == std::string::npos ? "" : spec.substr(dash + 1);
  const auto first = read_number(before);
  const auto last = read_number(after);
  const bool says_nothing = before.empty() && after.empty();
  if (dash == std::string::npos || !first || !last || says_nothing) {
    asked.is_ignored = true;
  } else if (before.empty()) {
    if (length == 0 && *last > 0) asked.is_ignored = true;
    if (*last > 0 && length > 0)
      asked.intervals.push_back({length - std::min(*last, length), length});
  } else if (!after.empty() && *last < *first) {
    // Two positions beyond all lengths cannot be told apart by 64 bits.
    asked.is_ignored = true;
  } else if (*first < length) {
    asked.intervals.push_back({*first, after.empty() ? length : std::min(*last + 1, length)});
  }
}

asked_ranges read_field(std::string_view field, number length) {
  asked_ranges asked;
  if (lower(field.substr(0, 6)) != "bytes=") return {.is_ignored = true};
  const auto specs = elements(field.substr(6));
  if (specs.empty() || specs.size() > http::kMaxRanges) return {.is_ignored = true};
  for (const std::string& spec : specs) read_spec(spec, length, asked);
  const auto overlaps = [&](const interval& one) {
    return std::count_if(asked.intervals.begin(), asked.intervals.end(),
                         [&](const interval& other) {
                           return one.first < other.end && other.first < one.end;
                         }) > 1;
  };
  const auto& all = asked.intervals;
  if (std::count_if(all.begin(), all.end(), overlaps) > 2) asked.is_ignored = true;
  return asked;
}

// Whether a number has more digits than 64 bits hold: then order is no longer known.
bool has_huge_number(std::string_view field) {
  std::size_t digits = 0;
  for (const char c : field) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits >= 20) return true;
  }
  return false;
}

number size_of_union(std::vector<interval> intervals) {
  std::sort(intervals.begin(), intervals.end(),
            [](const interval& a, const interval& b) { return a.first < b.first; });
  number total = 0;
  number reached = 0;
  for (const interval& one : intervals) {
    const number from = std::max(one.first, reached);
    if (one.end > from) total += one.end - from;
    reached = std::max(reached, one.end);
  }
  return total;
}

// The place in the field of the first interval that is inside the range.
std::size_t place_of(const http::byte_range& range, const std::vector<interval>& asked) {
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (asked[i].first >= range.first && asked[i].end <= number{range.first} + range.length)
      return i;
  }
  fail("each range has one that was asked for inside");
}

void check_apart(std::span<const http::byte_range> selected, number length) {
  for (const auto& one : selected) {
    require(one.length > 0, "no range is empty");
    require(number{one.first} + one.length <= length, "a range is inside the representation");
    for (const auto& other : selected) {
      if (&one == &other) continue;
      const bool is_apart = number{one.first} + one.length < other.first ||
                            number{other.first} + other.length < one.first;
      require(is_apart, "ranges are apart");
    }
  }
}

void check_selected(const http::range_request& request, const asked_ranges& asked, number length) {
  const auto selected = request.selected();
  require(!selected.empty() && selected.size() <= http::kMaxRanges, "ranges keep to their number");
  require(selected.size() <= asked.intervals.size(),
          "there are no more ranges than were asked for");
  check_apart(selected, length);
  std::size_t last_place = 0;
  number sent = 0;
  for (const auto& range : selected) {
    const std::size_t place = place_of(range, asked.intervals);
    require(&range == selected.data() || place > last_place, "ranges keep their order");
    last_place = place;
    sent += range.length;
  }
  for (const interval& one : asked.intervals) {
    const bool is_covered = std::any_of(selected.begin(), selected.end(), [&](const auto& range) {
      return one.first >= range.first && one.end <= number{range.first} + range.length;
    });
    require(is_covered, "all that was asked for is sent");
  }
  const number wanted = size_of_union(asked.intervals);
  require(sent >= wanted && sent - wanted <= 200 * asked.intervals.size(), "gaps are small");
}

// "bytes first-last/length"
void check_text(const http::byte_range& range, std::uint64_t length) {
  const auto text = http::format_content_range(range, length);
  const std::string_view view = text.view();
  const std::size_t dash = view.find('-');
  const std::size_t slash = view.find('/');
  require(view.starts_with("bytes ") && dash < slash && slash < view.size(), "a Content-Range");
  require(read_number(view.substr(6, dash - 6)) == number{range.first}, "its first position");
  const auto last = read_number(view.substr(dash + 1, slash - dash - 1));
  require(last == number{range.first} + range.length - 1, "its last position");
  require(read_number(view.substr(slash + 1)) == number{length}, "its length");
}

void check_field(std::string_view field, std::uint64_t length) {
  const http::range_request request = http::select_ranges(field, length);
  const asked_ranges asked = read_field(field, length);
  if (request.outcome != kind::satisfiable) require(request.count == 0, "nothing is selected");
  if (request.outcome == kind::satisfiable) check_selected(request, asked, length);
  if (!has_huge_number(field)) {
    const kind expected = asked.is_ignored          ? kind::whole
                          : asked.intervals.empty() ? kind::unsatisfiable
                                                    : kind::satisfiable;
    require(request.outcome == expected, "the outcome is that of the second reading");
  }
  for (const auto& range : request.selected()) check_text(range, length);
  const auto unsatisfied = http::format_unsatisfied_range(length);
  require(unsatisfied.view().starts_with("bytes */") &&
              read_number(unsatisfied.view().substr(8)) == number{length},
          "a Content-Range of 416");
}

}  // namespace
}  // namespace owlet::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  owlet::fuzz::input in(data, size);
  const std::uint64_t length = in.number(8);
  const std::string field = in.text();
  owlet::fuzz::check_field(field, length);
  owlet::fuzz::check_field(field, length % 1024);  // small ones are more interesting
  return 0;
}
