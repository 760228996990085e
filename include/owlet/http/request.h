// What owlet knows of a request once its last byte has arrived.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace owlet::http {

// The methods that owlet answers (RFC 9110 section 9.3); the rest is `other`, whatever its name.
enum class method : std::uint8_t { get, head, options, other };

// The fields that owlet acts on or logs. A field that came in several lines is one list here, its
// values joined by ", " (RFC 9110 section 5.3).
enum class field : std::uint8_t {
  host,
  connection,
  content_length,
  transfer_encoding,
  expect,
  if_match,
  if_none_match,
  if_modified_since,
  if_unmodified_since,
  if_range,
  range,
  referer,
  user_agent,
  forwarded,
  x_forwarded_for,
  accept,
  accept_encoding,
  authorization,
  sec_fetch_mode,
};
inline constexpr std::size_t kFieldCount = static_cast<std::size_t>(field::sec_fetch_mode) + 1;

// What the Expect field asks for (RFC 9110 section 10.1.1).
enum class expectation : std::uint8_t { none, continue_100, unknown };

// A request that was read to its end and found well formed. The views point into bytes of whoever
// made it (see request_parser) and live no longer than those.
struct request {
  http::method method = http::method::other;
  std::uint8_t minor_version = 1;  // of HTTP/1.x: 0 or 1
  http::expectation expectation = http::expectation::none;
  bool keep_alive = false;  // the connection may go on after the answer (RFC 9112 section 9.3)
  std::string_view target;
  std::string_view line;  // the request line as it came, without its CRLF: for the log
  std::array<std::string_view, kFieldCount> fields{};

  // The value of a field without the white space around it; its data() is null when it is absent.
  [[nodiscard]] std::string_view operator[](field name) const {
    return fields[static_cast<std::size_t>(name)];
  }
  [[nodiscard]] bool has(field name) const { return (*this)[name].data() != nullptr; }
};

}  // namespace owlet::http
