// What texts of common forms mean: numbers, sizes, times, names, choices.
#include "owlet/app/plain_values.h"

#include <algorithm>
#include <chrono>

namespace owlet::app {

namespace {

constexpr std::chrono::nanoseconds kDay = std::chrono::hours{24};

std::optional<std::uint64_t> parse_size(std::string_view text, std::uint64_t most) {
  unsigned shift = 0;
  constexpr std::string_view kUnits = "KMG";
  const auto unit = text.empty() ? std::string_view::npos : kUnits.find(text.back());
  if (unit != std::string_view::npos) {
    shift = 10 * (static_cast<unsigned>(unit) + 1);
    text.remove_suffix(1);
  }
  const auto number = parse_number<std::uint64_t>(text);
  if (!number || *number > most >> shift) return std::nullopt;
  return *number << shift;
}

// "90", "0.25" or ".25" of a unit; a digit that is worth less than a nanosecond does not count. The
// parser of floating-point numbers would be 40 KB of a static binary.
std::optional<std::chrono::nanoseconds> parse_time(std::string_view text,
                                                   std::chrono::nanoseconds unit) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() && fraction.empty()) return std::nullopt;
  const auto units = whole.empty() ? std::uint32_t{0} : parse_number<std::uint32_t>(whole);
  if (!units || *units > kDay / unit) return std::nullopt;
  std::chrono::nanoseconds time = unit * *units;
  for (const char digit : fraction) {
    if (digit < '0' || digit > '9') return std::nullopt;
    unit /= 10;
    time += unit * (digit - '0');
  }
  return time;
}

}  // namespace

std::optional<usage_error> read_size(const option_text& text, std::uint64_t most,
                                     std::uint64_t& setting) {
  const auto size = parse_size(text.value, most);
  if (!size) {
    return wrong_value(text, "give bytes, as in 65536, 64K or 1M, up to " + std::to_string(most));
  }
  setting = *size;
  return std::nullopt;
}

std::optional<usage_error> read_seconds(const option_text& text, std::string_view least,
                                        base::duration& setting) {
  const auto time = parse_time(text.value, std::chrono::seconds{1});
  if (!time || *time < *parse_time(least, std::chrono::seconds{1}) || *time > kDay) {
    return wrong_value(text, "give seconds, from " + std::string(least) + " to 86400");
  }
  setting = *time;
  return std::nullopt;
}

std::optional<usage_error> read_minutes(const option_text& text, base::duration& setting) {
  const auto time = parse_time(text.value, std::chrono::minutes{1});
  if (!time || *time > kDay) return wrong_value(text, "give minutes, from 0 to 1440");
  setting = *time;
  return std::nullopt;
}

std::optional<usage_error> read_name(const option_text& text, std::string_view remedy,
                                     std::string& setting) {
  setting = text.value;
  if (setting.empty()) return wrong_value(text, remedy);
  return std::nullopt;
}

std::optional<usage_error> read_path(const option_text& text, std::string& setting) {
  return read_name(text, "give a path that is not empty", setting);
}

std::optional<usage_error> read_toggle(const option_text& text, bool& is_on) {
  for (const std::string_view yes : {"true", "yes", "on", "1"}) {
    if (text.value == yes) return is_on = true, std::nullopt;
  }
  for (const std::string_view no : {"false", "no", "off", "0"}) {
    if (text.value == no) return is_on = false, std::nullopt;
  }
  return wrong_value(text, "give true, yes, on or 1, or false, no, off or 0");
}

std::optional<usage_error> read_place_of_choice(const option_text& text, unsigned& place) {
  std::string_view rest = row_of(text.id).choices;
  for (place = 0; !rest.empty(); ++place) {
    const auto size = std::min(rest.find('|'), rest.size());
    if (text.value == rest.substr(0, size)) return std::nullopt;
    rest.remove_prefix(std::min(size + 1, rest.size()));
  }
  return wrong_value(text, "give one of " + std::string(row_of(text.id).choices));
}

}  // namespace owlet::app
