// Bounds on everything that follows the head of a request.
#pragma once

#include <cstdint>

#include "owlet/http/status.h"

namespace owlet::http {

// Counts the content of one request and what chunked framing puts around it, in bytes. Each member
// counts and gives status::ok, or the status that the request is to be refused with.
class content_meter {
public:
  // Content that has come.
  [[nodiscard]] status add_content(std::uint64_t bytes);
  // Content that is about to come, as a Content-Length or the size of a chunk says.
  [[nodiscard]] status expect_content(std::uint64_t bytes) const;
  // Names and values of chunk extensions, which mean nothing here (RFC 9112 section 7.1.1).
  [[nodiscard]] status add_extension(std::uint64_t bytes);
  // Names and values of trailer fields, which are dropped (RFC 9112 section 7.1.2).
  [[nodiscard]] status add_trailer(std::uint64_t bytes);
  // Everything as it came through the socket.
  [[nodiscard]] status add_framed(std::uint64_t bytes);

private:
  std::uint64_t content_ = 0;
  std::uint64_t extensions_ = 0;
  std::uint64_t trailers_ = 0;
  std::uint64_t framed_ = 0;
};

}  // namespace owlet::http
