// Parses a Range field, fits its ranges to the representation, and joins those that are close.
#include "owlet/http/byte_range.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "owlet/http/syntax.h"

namespace owlet::http {
namespace {

constexpr std::uint64_t kLargestPosition = std::numeric_limits<std::uint64_t>::max();

// What the delimiter and the fields of one more part take at the least; a gap smaller than that is
// cheaper to send than to leave out.
constexpr std::uint64_t kPartOverhead = 80;

// A range as it was asked for: "first-last", "first-", or "-suffix".
struct range_spec {
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last_or_suffix;
};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A number, or nothing for a text that is not digits through and through.
std::optional<std::uint64_t> parse_position(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::uint64_t position = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), position);
  return result.ec == std::errc() ? position : kLargestPosition;
}

// RFC 9110 section 14.1.1: nothing when it is no range-spec, or one that ends before it begins.
std::optional<range_spec> parse_range_spec(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view before = text.substr(0, dash);
  const std::string_view after = text.substr(dash + 1);
  const range_spec spec{parse_position(before), parse_position(after)};
  const bool is_readable = (before.empty() || spec.first) && (after.empty() || spec.last_or_suffix);
  if (!is_readable || (before.empty() && after.empty())) return std::nullopt;
  if (spec.first && spec.last_or_suffix && *spec.last_or_suffix < *spec.first) return std::nullopt;
  return spec;
}

// The part of the representation that a spec selects, which is empty when it cannot be satisfied.
byte_range fit(const range_spec& spec, std::uint64_t complete_length) {
  if (!spec.first) {
    const std::uint64_t length = std::min(*spec.last_or_suffix, complete_length);
    return {complete_length - length, length};
  }
  if (*spec.first >= complete_length) return {complete_length, 0};
  const std::uint64_t last =
      std::min(spec.last_or_suffix.value_or(kLargestPosition), complete_length - 1);
  return {*spec.first, last - *spec.first + 1};
}

// How many bytes lie between two ranges; nothing when they overlap.
std::optional<std::uint64_t> gap_between(byte_range a, byte_range b) {
  if (b.first < a.first) std::swap(a, b);
  const std::uint64_t offset = b.first - a.first;
  if (offset < a.length) return std::nullopt;
  return offset - a.length;
}

bool has_many_overlaps(std::span<const byte_range> ranges) {
  const auto overlaps_another = [&](const byte_range& one) {
    return std::ranges::count_if(ranges, [&](const byte_range& other) {
             return !gap_between(one, other);
           }) > 1;  // It always overlaps itself.
  };
  return std::ranges::count_if(ranges, overlaps_another) > 2;
}

byte_range hull(byte_range a, byte_range b) {
  const std::uint64_t first = std::min(a.first, b.first);
  return {first, std::max(a.first + a.length, b.first + b.length) - first};
}

// Joins two ranges that are close, and says whether there were any. The joined range stands where
// the earlier one stood.
bool join_one_pair(range_request& request) {
  for (std::size_t i = 0; i < request.count; ++i) {
    for (std::size_t j = i + 1; j < request.count; ++j) {
      byte_range* const ranges = request.ranges.data();
      if (gap_between(ranges[i], ranges[j]).value_or(0) >= kPartOverhead) continue;
      ranges[i] = hull(ranges[i], ranges[j]);
      std::copy(ranges + j + 1, ranges + request.count, ranges + j);
      --request.count;
      return true;
    }
  }
  return false;
}

// Adds what the specs of the set select. False when the field is to be ignored.
bool collect_ranges(std::string_view set, std::uint64_t complete_length, range_request& request) {
  std::size_t spec_count = 0;
  while (!set.empty()) {
    const std::string_view element = take_element(set);
    if (element.empty()) break;
    const auto spec = parse_range_spec(element);
    if (!spec || ++spec_count > kMaxRanges) return false;
    const bool is_suffix_of_nothing =
        complete_length == 0 && !spec->first && *spec->last_or_suffix > 0;
    if (is_suffix_of_nothing) return false;
    const byte_range range = fit(*spec, complete_length);
    if (range.length > 0) request.ranges[request.count++] = range;
  }
  return spec_count > 0;
}

// What follows "bytes="; nothing for another unit. The name of a unit has no case (section 14.1).
std::optional<std::string_view> bytes_range_set(std::string_view range_field) {
  constexpr std::string_view kUnit = "bytes=";
  if (!equals_ignoring_case(range_field.substr(0, kUnit.size()), kUnit)) return std::nullopt;
  return range_field.substr(kUnit.size());
}

}  // namespace

range_request select_ranges(std::string_view range_field, std::uint64_t complete_length) {
  range_request request;
  const auto set = bytes_range_set(range_field);
  if (!set) return request;
  if (!collect_ranges(*set, complete_length, request) || has_many_overlaps(request.selected())) {
    request.count = 0;
    return request;
  }
  while (join_one_pair(request)) {
  }
  request.outcome =
      request.count > 0 ? range_request::kind::satisfiable : range_request::kind::unsatisfiable;
  return request;
}

void content_range_text::append(std::string_view text) {
  std::memcpy(characters_.data() + size_, text.data(), text.size());
  size_ += text.size();
}

void content_range_text::append(std::uint64_t number) {
  char* const end = characters_.data() + characters_.size();
  const auto result = std::to_chars(characters_.data() + size_, end, number);
  size_ = static_cast<std::size_t>(result.ptr - characters_.data());
}

content_range_text format_content_range(byte_range range, std::uint64_t complete_length) {
  content_range_text text;
  text.append("bytes ");
  text.append(range.first);
  text.append("-");
  text.append(range.first + (range.length - 1));
  text.append("/");
  text.append(complete_length);
  return text;
}

content_range_text format_unsatisfied_range(std::uint64_t complete_length) {
  content_range_text text;
  text.append("bytes */");
  text.append(complete_length);
  return text;
}

}  // namespace owlet::http
