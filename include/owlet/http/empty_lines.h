// The empty lines that may come before a request line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace owlet::http {

// Counts the empty lines before one request (RFC 9112 section 2.2), however they are cut.
class empty_lines {
public:
  // How many bytes at the front of the input belong to them; nothing when one is not a CRLF or when
  // there are too many.
  [[nodiscard]] std::optional<std::size_t> skip(std::string_view input);

private:
  std::uint8_t bytes_ = 0;
};

}  // namespace owlet::http
