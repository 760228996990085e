// One response -> its line in the access log.
#include "owlet/server/log_line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>

namespace owlet::server {

namespace {

void append_number(std::string& out, std::uint64_t value, std::size_t width = 1) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
  const auto size = static_cast<std::size_t>(end - digits.begin());
  out.append(width > size ? width - size : 0, '0').append(digits.data(), size);
}

// "[06/Nov/1994:08:49:37 +0000]"
void append_time(std::string& out, std::int64_t unix_seconds) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  using std::chrono::sys_seconds;
  const sys_seconds time{std::chrono::seconds(unix_seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const auto month = static_cast<unsigned>(date.month());
  out += '[';
  append_number(out, static_cast<unsigned>(date.day()), 2);
  out.append("/").append(kMonths.substr(3 * (month - 1), 3)).append("/");
  append_number(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  for (const auto part :
       {clock.hours().count(), clock.minutes().count(), clock.seconds().count()}) {
    out += ':';
    append_number(out, static_cast<std::uint64_t>(part), 2);
  }
  out += " +0000]";
}

constexpr std::array<bool, 256> kIsPlain = [] {
  std::array<bool, 256> plain{};
  for (unsigned byte = ' '; byte < 0x7f; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

bool is_plain(char c) { return kIsPlain[static_cast<unsigned char>(c)]; }

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (text.empty()) out += '-';
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const char* const odd = std::find_if_not(at, end, is_plain);
    out.append(at, odd);
    if (odd == end) return;
    const auto byte = static_cast<unsigned char>(*odd);
    out += "\\x";
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
    at = odd + 1;
  }
}

void line_formatter::append_line(std::string& out, const access_record& record) {
  if (time_.empty() || record.unix_seconds != time_seconds_) {
    time_seconds_ = record.unix_seconds;
    time_ = " - - ";
    append_time(time_, time_seconds_);
    time_ += " \"";
  }
  out.append(record.client).append(time_);
  append_escaped(out, record.request_line);
  out += "\" ";
  append_number(out, static_cast<std::uint64_t>(record.status));
  out += ' ';
  append_number(out, record.content_bytes);
  out += " \"";
  append_escaped(out, record.referer);
  out += "\" \"";
  append_escaped(out, record.user_agent);
  out += "\"\n";
}

}  // namespace owlet::server
