// The one place that writes a status line or a header line: status and fields to bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/http/status.h"

namespace owlet::http {

// Appends a response head (RFC 9112 sections 2.1, 4, 5), or a piece of one, to a string that the
// caller owns and that outlives this object. Owns nothing and allocates nothing but the string's
// own growth. Pieces may be rendered at different times and laid one after the other.
class response_head {
public:
  // Begins a head: the status line is written at once.
  response_head(std::string& out, status code);

  // Goes on with a head, or begins a piece of field lines only.
  explicit response_head(std::string& out);

  // Writes one field line. A field that would break the message is left out and remembered: an
  // empty name or one that is no token, a value with a control character other than a tab (RFC 9110
  // sections 5.1, 5.5).
  response_head& field(std::string_view name, std::string_view value);
  response_head& field(std::string_view name, std::uint64_t value);

  // Writes the empty line that ends the head.
  void end();

  // Whether a field was left out.
  [[nodiscard]] bool has_refused() const { return has_refused_; }

private:
  std::string& out_;
  bool has_refused_ = false;
};

}  // namespace owlet::http
