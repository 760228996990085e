// Dates and conditions of RFC 9110 written a second time, slowly: a date is searched for and not
// computed, a list of tags is split and not scanned, the order of section 13.2.2 is spelled out.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input.h"
#include "message_model.h"
#include "owlet/http/validators.h"

namespace owlet::fuzz {

struct date_parts {
  std::int64_t year = 0;
  unsigned month = 1;  // 1 to 12
  unsigned day = 1;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
};

inline bool is_leap_year(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

inline unsigned days_of_month(std::int64_t year, unsigned month) {
  constexpr std::array<unsigned, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[month - 1];
}

// Days from 1970-01-01 to the first of January of a year from -400 on, counted year by year.
inline std::int64_t days_before_year(std::int64_t year) {
  static const std::vector<std::int64_t> table = [] {
    std::vector<std::int64_t> days = {0};
    for (std::int64_t y = -400; y < 10'500; ++y)
      days.push_back(days.back() + 365 + is_leap_year(y));
    return days;
  }();
  return table[static_cast<std::size_t>(year + 400)] - table[1970 + 400];
}

// The 29th of February of a year without one is the first of March here.
inline std::int64_t seconds_of(const date_parts& date) {
  std::int64_t days = days_before_year(date.year) + date.day - 1;
  for (unsigned month = 1; month < date.month; ++month) days += days_of_month(date.year, month);
  return ((days * 24 + date.hour) * 60 + date.minute) * 60 + date.second;
}

inline std::int64_t year_of(std::int64_t unix_seconds) {
  std::int64_t year = 0;
  while (year < 9999 && days_before_year(year + 1) * 86'400 <= unix_seconds) ++year;
  return year;
}

// Matches a text against a form: a letter of the form stands for a digit of that part, 'n' for a
// month's name, '_' for a space or the first digit of a day, and everything else for itself.
inline std::optional<date_parts> match_form(std::string_view text, std::string_view form) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  date_parts parts{.month = 0, .day = 0};
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == 'n') {
      const std::string_view name = text.substr(0, 3);
      for (unsigned month = 0; month < 12; ++month) {
        if (name == kMonths.substr(month * std::size_t{3}, 3)) parts.month = month + 1;
      }
      if (parts.month == 0) return std::nullopt;
      text.remove_prefix(3);
      continue;
    }
    if (text.empty()) return std::nullopt;
    const char c = text.front();
    text.remove_prefix(1);
    const bool is_part = std::string_view("dyhms_").find(form[i]) != std::string_view::npos;
    if (!is_part && c != form[i]) return std::nullopt;
    if (!is_part || (form[i] == '_' && c == ' ')) continue;
    if (c < '0' || c > '9') return std::nullopt;
    const unsigned digit = static_cast<unsigned>(c - '0');
    switch (form[i]) {
      case 'y': parts.year = parts.year * 10 + digit; break;
      case 'h': parts.hour = parts.hour * 10 + digit; break;
      case 'm': parts.minute = parts.minute * 10 + digit; break;
      case 's': parts.second = parts.second * 10 + digit; break;
      default: parts.day = parts.day * 10 + digit; break;
    }
  }
  if (!text.empty()) return std::nullopt;
  return parts;
}

// RFC 9110 section 5.6.7: a year that seems to be more than 50 years in the future is a past one.
inline std::int64_t full_year(const date_parts& parts, std::int64_t now_seconds) {
  const std::int64_t earliest = seconds_of({});
  const std::int64_t latest = seconds_of({.year = 10'000}) - 1;
  const std::int64_t now = std::clamp(now_seconds, earliest, latest);
  std::int64_t year = year_of(now) + 60;
  const auto fits = [&](std::int64_t candidate) {
    if ((candidate + 400) % 100 != parts.year) return false;
    date_parts shifted = parts;
    shifted.year = candidate - 50;
    return seconds_of(shifted) <= now;
  };
  while (!fits(year)) --year;
  return year;
}

inline std::optional<std::int64_t> slow_parse_date(std::string_view text,
                                                   std::int64_t now_seconds) {
  std::optional<date_parts> parts;
  for (const std::string_view name :
       {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}) {
    const std::string brief(name.substr(0, 3));
    if (!parts && text.starts_with(brief + ", ")) {
      parts = match_form(text.substr(5), "dd n yyyy hh:mm:ss GMT");
    }
    if (!parts && text.starts_with(brief + " ")) {
      parts = match_form(text.substr(4), "n _d hh:mm:ss yyyy");
    }
    if (!parts && text.starts_with(std::string(name) + ", ")) {
      parts = match_form(text.substr(name.size() + 2), "dd-n-yy hh:mm:ss GMT");
      if (parts) parts->year = full_year(*parts, now_seconds);
    }
  }
  if (!parts || parts->hour > 23 || parts->minute > 59 || parts->second > 60) return std::nullopt;
  if (parts->day < 1 || parts->day > days_of_month(parts->year, parts->month)) return std::nullopt;
  return seconds_of(*parts);
}

struct plain_tag {
  bool is_weak = false;
  std::string opaque;  // with its quotes
};

inline std::optional<plain_tag> read_tag(std::string_view text) {
  plain_tag tag{.is_weak = text.starts_with("W/"), .opaque = {}};
  tag.opaque = text.substr(tag.is_weak ? 2 : 0);
  if (tag.opaque.size() < 2 || tag.opaque.front() != '"' || tag.opaque.back() != '"') return {};
  for (std::size_t i = 1; i + 1 < tag.opaque.size(); ++i) {
    const auto byte = static_cast<unsigned char>(tag.opaque[i]);
    if (byte <= 0x20 || byte == '"' || byte == 0x7f) return std::nullopt;
  }
  return tag;
}

// The tags of a list; nothing when it is malformed anywhere.
inline std::optional<std::vector<plain_tag>> read_tags(std::string_view list) {
  std::vector<std::string> parts(1);
  bool is_quoted = false;
  for (const char c : list) {
    if (c == '"') is_quoted = !is_quoted;
    if (c == ',' && !is_quoted) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  std::vector<plain_tag> tags;
  for (const std::string& part : parts) {
    const std::string_view text = without_blanks(part);
    if (text.empty()) continue;
    const auto tag = read_tag(text);
    if (!tag) return std::nullopt;
    tags.push_back(*tag);
  }
  return tags;
}

inline bool slow_names(std::string_view list, std::string_view current, bool weak_may_match) {
  if (list == "*") return true;
  const auto tags = read_tags(list);
  return tags && std::any_of(tags->begin(), tags->end(), [&](const plain_tag& tag) {
           return tag.opaque == current && (weak_may_match || !tag.is_weak);
         });
}

// RFC 9110 section 13.2.2, step by step; the fifth is slow_range_applies.
inline http::precondition slow_evaluate(const http::conditional_fields& fields,
                                        const http::validators& current, http::method_kind method,
                                        std::int64_t now_seconds) {
  const bool is_get_or_head = method == http::method_kind::get_or_head;
  const auto date_of = [&](std::string_view field) -> std::optional<std::int64_t> {
    if (field.data() == nullptr || !current.last_modified_seconds) return std::nullopt;
    return slow_parse_date(field, now_seconds);
  };
  const auto unmodified_since = date_of(fields.if_unmodified_since);
  const auto modified_since = date_of(fields.if_modified_since);
  const std::int64_t modified = current.last_modified_seconds.value_or(0);
  const bool has_match = fields.if_match.data() != nullptr;
  const bool has_none_match = fields.if_none_match.data() != nullptr;

  // 1. and 2.
  if (has_match) {
    if (!slow_names(fields.if_match, current.tag.view(), false)) return http::precondition::failed;
  } else if (unmodified_since) {
    if (modified > *unmodified_since) return http::precondition::failed;
  }
  // 3. and 4.
  if (has_none_match) {
    if (slow_names(fields.if_none_match, current.tag.view(), true)) {
      return is_get_or_head ? http::precondition::not_modified : http::precondition::failed;
    }
  } else if (is_get_or_head && modified_since) {
    if (modified <= *modified_since) return http::precondition::not_modified;
  }
  return http::precondition::proceed;
}

// RFC 9110 section 13.1.5.
inline bool slow_range_applies(std::string_view if_range, const http::validators& current,
                               std::int64_t now_seconds) {
  if (if_range.data() == nullptr) return true;
  if (const auto tag = read_tag(if_range)) {
    return !tag->is_weak && tag->opaque == current.tag.view();
  }
  const auto date = slow_parse_date(if_range, now_seconds);
  return date && current.last_modified_seconds && *date == *current.last_modified_seconds &&
         *date < now_seconds;
}

}  // namespace owlet::fuzz
