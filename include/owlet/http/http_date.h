// HTTP dates (RFC 9110 section 5.6.7): formatting one, and parsing all three forms of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace owlet::http {

// The text of an IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT"; its size never differs.
struct http_date_text {
  static constexpr std::size_t kSize = 29;

  std::array<char, kSize> characters;

  // Valid as long as this object is.
  [[nodiscard]] std::string_view view() const { return {characters.data(), kSize}; }
};

// The IMF-fixdate of a time in seconds since 1970. A time outside the years 0 to 9999, which the
// form cannot express, gives the nearest one that it can.
[[nodiscard]] http_date_text format_http_date(std::int64_t unix_seconds);

// Seconds since 1970, or nothing when the text is none of the three forms to the letter:
// IMF-fixdate, RFC 850, asctime. The weekday has to be a name but not the right one; second 60 is
// a leap second and means the second after. `now_seconds` decides the century of an RFC 850 year:
// the latest one that puts the date no more than 50 years into the future.
[[nodiscard]] std::optional<std::int64_t> parse_http_date(std::string_view text,
                                                          std::int64_t now_seconds);

}  // namespace owlet::http
