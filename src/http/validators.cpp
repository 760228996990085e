// Makes validators, parses entity-tag lists, and decides the conditions of a request.
#include "owlet/http/validators.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "owlet/http/http_date.h"

namespace owlet::http {
namespace {

constexpr bool is_present(std::string_view field) { return field.data() != nullptr; }

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

// etagc of RFC 9110 section 8.8.3: visible characters but the quote, and bytes above ASCII.
constexpr bool is_tag_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x21 || (byte >= 0x23 && byte != 0x7F);
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

struct tag_view {
  std::string_view opaque;  // with its quotes
  bool is_weak;
};

// Takes one entity-tag off the front, or nothing when there is none.
std::optional<tag_view> take_tag(std::string_view& text) {
  const bool is_weak = text.starts_with("W/");
  const std::string_view opaque = text.substr(is_weak ? 2 : 0);
  if (!opaque.starts_with('"')) return std::nullopt;
  std::size_t end = 1;
  while (end < opaque.size() && is_tag_character(opaque[end])) ++end;
  if (end == opaque.size() || opaque[end] != '"') return std::nullopt;
  text = opaque.substr(end + 1);
  return tag_view{opaque.substr(0, end + 1), is_weak};
}

// RFC 9110 section 8.8.3.2.
enum class comparison : std::uint8_t { weak, strong };

bool tags_match(const tag_view& asked, const entity_tag& current, comparison how) {
  return asked.opaque == current.opaque() &&
         (how == comparison::weak || (!asked.is_weak && !current.is_weak()));
}

// Whether a field of `"*" / #entity-tag` names the current representation. It is read to its end
// before it is believed: a list that is malformed anywhere names nothing.
bool list_names(std::string_view list, const entity_tag& current, comparison how) {
  if (list == "*") return true;
  bool is_named = false;
  for (;;) {
    skip_blanks(list);
    if (list.empty()) return is_named;
    if (list.front() != ',') {
      const auto asked = take_tag(list);
      if (!asked) return false;
      is_named = is_named || tags_match(*asked, current, how);
      skip_blanks(list);
      if (list.empty()) return is_named;
      if (list.front() != ',') return false;
    }
    list.remove_prefix(1);
  }
}

// How a date field compares with the Last-Modified date.
enum class date_order : std::uint8_t { unknown, modified_since, unmodified_since };

date_order compare_date(std::string_view field, const validators& current,
                        std::int64_t now_seconds) {
  if (!is_present(field) || !current.last_modified_seconds) return date_order::unknown;
  const auto asked = parse_http_date(field, now_seconds);
  if (!asked) return date_order::unknown;
  return *current.last_modified_seconds > *asked ? date_order::modified_since
                                                 : date_order::unmodified_since;
}

// Steps 1 and 2 of RFC 9110 section 13.2.2.
bool is_unexpected(const conditional_fields& fields, const validators& current,
                   std::int64_t now_seconds) {
  if (is_present(fields.if_match)) {
    return !list_names(fields.if_match, current.tag, comparison::strong);
  }
  return compare_date(fields.if_unmodified_since, current, now_seconds) ==
         date_order::modified_since;
}

// Steps 3 and 4.
bool is_already_known(const conditional_fields& fields, const validators& current,
                      method_kind method, std::int64_t now_seconds) {
  if (is_present(fields.if_none_match)) {
    return list_names(fields.if_none_match, current.tag, comparison::weak);
  }
  return method == method_kind::get_or_head &&
         compare_date(fields.if_modified_since, current, now_seconds) ==
             date_order::unmodified_since;
}

}  // namespace

// The time wraps around every 584 years, which no two versions of a file will notice.
entity_tag entity_tag::from_stat(std::int64_t seconds, std::int64_t nanoseconds,
                                 std::uint64_t size) {
  const std::uint64_t time = static_cast<std::uint64_t>(seconds) * 1'000'000'000U +
                             static_cast<std::uint64_t>(nanoseconds);
  entity_tag tag;
  char* at = tag.characters_.data();
  char* const end = at + tag.characters_.size();
  *at++ = '"';
  at = std::to_chars(at, end, time, 16).ptr;
  *at++ = '-';
  at = std::to_chars(at, end, size, 16).ptr;
  *at++ = '"';
  tag.size_ = static_cast<std::uint8_t>(at - tag.characters_.data());
  return tag;
}

entity_tag entity_tag::from_hash(std::uint64_t high, std::uint64_t low) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  entity_tag tag;
  char* at = tag.characters_.data();
  *at++ = '"';
  for (const std::uint64_t half : {high, low}) {
    for (int shift = 60; shift >= 0; shift -= 4) *at++ = kDigits[(half >> shift) & 15U];
  }
  *at++ = '"';
  tag.size_ = static_cast<std::uint8_t>(at - tag.characters_.data());
  return tag;
}

entity_tag entity_tag::weak_from_hash(std::uint64_t high, std::uint64_t low) {
  entity_tag tag = from_hash(high, low);
  std::copy_backward(tag.characters_.begin(), tag.characters_.begin() + tag.size_,
                     tag.characters_.begin() + tag.size_ + 2);
  tag.characters_[0] = 'W';
  tag.characters_[1] = '/';
  tag.size_ += 2;
  return tag;
}

std::optional<std::int64_t> last_modified_of(std::int64_t mtime_seconds, std::int64_t now_seconds) {
  if (mtime_seconds <= 1 || mtime_seconds > now_seconds) return std::nullopt;
  return mtime_seconds;
}

precondition evaluate_preconditions(const conditional_fields& fields, const validators& current,
                                    method_kind method, std::int64_t now_seconds) {
  if (is_unexpected(fields, current, now_seconds)) return precondition::failed;
  if (!is_already_known(fields, current, method, now_seconds)) return precondition::proceed;
  return method == method_kind::get_or_head ? precondition::not_modified : precondition::failed;
}

bool range_applies(std::string_view if_range, const validators& current, std::int64_t now_seconds) {
  if (!is_present(if_range)) return true;
  std::string_view rest = if_range;
  if (const auto asked = take_tag(rest)) {
    return rest.empty() && tags_match(*asked, current.tag, comparison::strong);
  }
  const auto asked = parse_http_date(if_range, now_seconds);
  return asked && asked == current.last_modified_seconds && *asked < now_seconds;
}

}  // namespace owlet::http
