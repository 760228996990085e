// Formats and parses HTTP dates with the calendar of std::chrono: no locale, no time zone, no libc.
#include "owlet/http/http_date.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace owlet::http {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::size_t kShortNameSize = 3;

constexpr std::int64_t seconds_at(year_month_day date) {
  return sys_seconds(sys_days(date)).time_since_epoch().count();
}

constexpr std::int64_t kEarliest = seconds_at(std::chrono::year(0) / 1 / 1);
constexpr std::int64_t kLatest = seconds_at(std::chrono::year(10000) / 1 / 1) - 1;

sys_seconds to_expressible_time(std::int64_t unix_seconds) {
  return sys_seconds(std::chrono::seconds(std::clamp(unix_seconds, kEarliest, kLatest)));
}

void write_two_digits(char* at, unsigned number) {
  at[0] = static_cast<char>('0' + number / 10);
  at[1] = static_cast<char>('0' + number % 10);
}

void write_short_name(char* at, std::string_view name) {
  std::memcpy(at, name.data(), kShortNameSize);
}

// Reads a text from its front. A step that does not find what it wants marks the whole text as
// failed; the steps after it are harmless, so that only the end has to be asked.
class date_reader {
public:
  explicit date_reader(std::string_view text) : rest_(text) {}

  void literal(std::string_view expected) {
    require(rest_.starts_with(expected));
    skip(expected.size());
  }

  unsigned digits(std::size_t count) {
    unsigned number = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const bool is_digit = i < rest_.size() && rest_[i] >= '0' && rest_[i] <= '9';
      require(is_digit);
      number = number * 10 + (is_digit ? static_cast<unsigned>(rest_[i] - '0') : 0);
    }
    skip(count);
    return number;
  }

  // The day of an asctime date: a space may stand for its first digit.
  unsigned padded_day() {
    if (!rest_.starts_with(' ')) return digits(2);
    skip(1);
    return digits(1);
  }

  // 1 to 12.
  std::chrono::month month_name() {
    const auto found = std::ranges::find(kMonths, rest_.substr(0, kShortNameSize));
    require(found != kMonths.end());
    skip(kShortNameSize);
    return std::chrono::month(static_cast<unsigned>(found - kMonths.begin()) + 1);
  }

  // "hh:mm:ss", as seconds; a leap second is the 60th.
  std::int64_t time_of_day() {
    const unsigned hour = digits(2);
    literal(":");
    const unsigned minute = digits(2);
    literal(":");
    const unsigned second = digits(2);
    require(hour < 24 && minute < 60 && second <= 60);
    return (std::int64_t{hour} * 60 + minute) * 60 + second;
  }

  // The time that was read, unless something failed, is left over, or is no day of the calendar.
  [[nodiscard]] std::optional<std::int64_t> finish(year_month_day date, std::int64_t time) const {
    if (has_failed_ || !rest_.empty() || !date.ok()) return std::nullopt;
    return seconds_at(date) + time;
  }

private:
  void require(bool holds) { has_failed_ = has_failed_ || !holds; }
  void skip(std::size_t count) { rest_.remove_prefix(std::min(count, rest_.size())); }

  std::string_view rest_;
  bool has_failed_ = false;
};

std::chrono::year to_year(unsigned number) { return std::chrono::year(static_cast<int>(number)); }

// "06 Nov 1994 08:49:37 GMT", what follows the weekday.
std::optional<std::int64_t> parse_imf_fixdate(std::string_view text) {
  date_reader reader(text);
  const std::chrono::day day(reader.digits(2));
  reader.literal(" ");
  const auto month = reader.month_name();
  reader.literal(" ");
  const auto year = to_year(reader.digits(4));
  reader.literal(" ");
  const auto time = reader.time_of_day();
  reader.literal(" GMT");
  return reader.finish(year / month / day, time);
}

// The latest year with these last two digits that is no more than 50 years into the future.
std::chrono::year widen_year(unsigned two_digits, std::chrono::month_day date, std::int64_t time,
                             std::int64_t now_seconds) {
  const sys_seconds now = to_expressible_time(now_seconds);
  const int this_year = static_cast<int>(year_month_day(floor<days>(now)).year());
  int year = (this_year + 50) / 100 * 100 + static_cast<int>(two_digits);
  const auto is_too_late = [&](int candidate) {
    return seconds_at(std::chrono::year(candidate - 50) / date) + time >
           now.time_since_epoch().count();
  };
  while (is_too_late(year)) year -= 100;
  return std::chrono::year(year);
}

// "06-Nov-94 08:49:37 GMT", what follows the weekday.
std::optional<std::int64_t> parse_rfc850_date(std::string_view text, std::int64_t now_seconds) {
  date_reader reader(text);
  const std::chrono::day day(reader.digits(2));
  reader.literal("-");
  const auto month = reader.month_name();
  reader.literal("-");
  const unsigned two_digits = reader.digits(2);
  reader.literal(" ");
  const auto time = reader.time_of_day();
  reader.literal(" GMT");
  const auto year = widen_year(two_digits, month / day, time, now_seconds);
  return reader.finish(year / month / day, time);
}

// "Nov  6 08:49:37 1994", what follows the weekday.
std::optional<std::int64_t> parse_asctime_date(std::string_view text) {
  date_reader reader(text);
  const auto month = reader.month_name();
  reader.literal(" ");
  const std::chrono::day day(reader.padded_day());
  reader.literal(" ");
  const auto time = reader.time_of_day();
  reader.literal(" ");
  const auto year = to_year(reader.digits(4));
  return reader.finish(year / month / day, time);
}

}  // namespace

http_date_text format_http_date(std::int64_t unix_seconds) {
  const sys_seconds time = to_expressible_time(unix_seconds);
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const auto of_day = static_cast<unsigned>((time - day).count());
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));

  http_date_text text;
  char* at = text.characters.data();
  std::memcpy(at, "Sun, 06 Nov 1994 08:49:37 GMT", http_date_text::kSize);
  write_short_name(at, kWeekdays[std::chrono::weekday(day).c_encoding()]);
  write_two_digits(at + 5, static_cast<unsigned>(date.day()));
  write_short_name(at + 8, kMonths[static_cast<unsigned>(date.month()) - 1]);
  write_two_digits(at + 12, year / 100);
  write_two_digits(at + 14, year % 100);
  write_two_digits(at + 17, of_day / 3600);
  write_two_digits(at + 20, of_day / 60 % 60);
  write_two_digits(at + 23, of_day % 60);
  return text;
}

// What follows the weekday tells the forms apart: a comma after its short name, a comma after its
// long name, or a space after its short name.
std::optional<std::int64_t> parse_http_date(std::string_view text, std::int64_t now_seconds) {
  for (const std::string_view name : kWeekdays) {
    const std::string_view short_name = name.substr(0, kShortNameSize);
    if (!text.starts_with(short_name)) continue;
    const std::string_view rest = text.substr(kShortNameSize);
    if (rest.starts_with(", ")) return parse_imf_fixdate(rest.substr(2));
    if (rest.starts_with(' ')) return parse_asctime_date(rest.substr(1));
    const std::string_view long_rest = name.substr(kShortNameSize);
    if (!rest.starts_with(long_rest)) return std::nullopt;
    const std::string_view after = rest.substr(long_rest.size());
    if (after.starts_with(", ")) return parse_rfc850_date(after.substr(2), now_seconds);
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace owlet::http
