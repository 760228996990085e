// What texts of common forms mean: numbers, sizes, times, names, choices.
#include "owlet/app/plain_values.h"

#include <algorithm>
#include <chrono>

namespace owlet::app {

namespace {

constexpr double kMaxSeconds = 86400;
constexpr double kMaxMinutes = 1440;

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

// Not a number is in no range.
std::optional<double> parse_between(std::string_view text, double least, double most) {
  const auto number = parse_number<double>(text);
  if (!number || !(*number >= least) || *number > most) return std::nullopt;
  return number;
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
  const auto seconds = parse_between(text.value, *parse_number<double>(least), kMaxSeconds);
  if (!seconds) {
    return wrong_value(text, "give seconds, from " + std::string(least) + " to 86400");
  }
  setting = std::chrono::duration_cast<base::duration>(std::chrono::duration<double>(*seconds));
  return std::nullopt;
}

std::optional<usage_error> read_minutes(const option_text& text, base::duration& setting) {
  using minutes_and_fraction = std::chrono::duration<double, std::chrono::minutes::period>;
  const auto minutes = parse_between(text.value, 0, kMaxMinutes);
  if (!minutes) return wrong_value(text, "give minutes, from 0 to 1440");
  setting = std::chrono::duration_cast<base::duration>(minutes_and_fraction(*minutes));
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
