// Numbers and times as logs write them.
#include "owlet/base/timestamp.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

namespace owlet::base {

namespace {

struct calendar_time {
  explicit calendar_time(std::int64_t unix_seconds)
      : time(std::chrono::seconds(unix_seconds)),
        day(std::chrono::floor<std::chrono::days>(time)),
        date(day),
        clock(time - day) {}

  std::chrono::sys_seconds time;
  std::chrono::sys_days day;
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::seconds> clock;
};

void append_year(std::string& out, const calendar_time& at) {
  append_number(out, static_cast<std::uint64_t>(static_cast<int>(at.date.year())), 4);
}

// "08:49:37"
void append_clock(std::string& out, const calendar_time& at) {
  append_number(out, static_cast<std::uint64_t>(at.clock.hours().count()), 2);
  out += ':';
  append_number(out, static_cast<std::uint64_t>(at.clock.minutes().count()), 2);
  out += ':';
  append_number(out, static_cast<std::uint64_t>(at.clock.seconds().count()), 2);
}

}  // namespace

void append_number(std::string& out, std::uint64_t value, std::size_t width) {
  std::array<char, 32> digits{};
  std::size_t first = digits.size();
  const std::size_t least = digits.size() - std::min<std::size_t>(width, digits.size());
  do {
    digits[--first] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value > 0);
  while (first > least) digits[--first] = '0';
  out.append(digits.data() + first, digits.size() - first);
}

void append_log_time(std::string& out, std::int64_t unix_seconds) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const calendar_time at(unix_seconds);
  append_number(out, static_cast<unsigned>(at.date.day()), 2);
  const auto month = static_cast<unsigned>(at.date.month());
  out.append("/").append(kMonths.substr(3 * (month - 1), 3)).append("/");
  append_year(out, at);
  out += ':';
  append_clock(out, at);
  out += " +0000";
}

void append_iso_time(std::string& out, std::int64_t unix_seconds) {
  const calendar_time at(unix_seconds);
  append_year(out, at);
  out += '-';
  append_number(out, static_cast<unsigned>(at.date.month()), 2);
  out += '-';
  append_number(out, static_cast<unsigned>(at.date.day()), 2);
  out += 'T';
  append_clock(out, at);
}

}  // namespace owlet::base
