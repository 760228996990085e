// What texts of common forms mean: numbers, sizes, times, names, choices.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "owlet/app/option_text.h"
#include "owlet/base/clock.h"

namespace owlet::app {

// Each of them sets the setting, or says what is wrong with the text; then the setting means
// nothing.

// The whole text as a number, or nothing.
template <typename Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

// "16384", "16K", "16M" or "1G", in bytes, if it is no more than `most`.
[[nodiscard]] std::optional<usage_error> read_size(const option_text& text, std::uint64_t most,
                                                   std::uint64_t& setting);

// Seconds from `least`, "0.001" say, to a day; a fraction is one.
[[nodiscard]] std::optional<usage_error> read_seconds(const option_text& text,
                                                      std::string_view least,
                                                      base::duration& setting);

// Minutes from 0 to a day, in the same way.
[[nodiscard]] std::optional<usage_error> read_minutes(const option_text& text,
                                                      base::duration& setting);

// What is not empty.
[[nodiscard]] std::optional<usage_error> read_name(const option_text& text, std::string_view remedy,
                                                   std::string& setting);

// The same of a file or a directory.
[[nodiscard]] std::optional<usage_error> read_path(const option_text& text, std::string& setting);

// What a toggle says: "true", "yes", "on" and "1", or "false", "no", "off" and "0".
[[nodiscard]] std::optional<usage_error> read_toggle(const option_text& text, bool& is_on);

// The same of an enumeration: off is its 0, on its 1.
template <typename Choice>
[[nodiscard]] std::optional<usage_error> read_toggle_as(const option_text& text, Choice& setting) {
  bool is_on = false;
  auto wrong = read_toggle(text, is_on);
  setting = static_cast<Choice>(is_on);
  return wrong;
}

// The place of the text among the choices that the table has.
[[nodiscard]] std::optional<usage_error> read_place_of_choice(const option_text& text,
                                                              unsigned& place);

// The choice, whose place there is its value in the enumeration.
template <typename Choice>
[[nodiscard]] std::optional<usage_error> read_choice(const option_text& text, Choice& setting) {
  unsigned place = 0;
  auto wrong = read_place_of_choice(text, place);
  setting = static_cast<Choice>(place);
  return wrong;
}

}  // namespace owlet::app
