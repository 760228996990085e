// The empty lines that may come before a request line.
#include "owlet/http/empty_lines.h"

namespace owlet::http {

namespace {

// The RFC asks for one line at least.
constexpr std::size_t kMaxBytes = 16;

}  // namespace

// Each line is a CR and a LF, so that the count of bytes tells which of them is due.
std::optional<std::size_t> empty_lines::skip(std::string_view input) {
  std::size_t skipped = 0;
  for (const char c : input) {
    const bool is_inside = bytes_ % 2 != 0;
    if (!is_inside && c != '\r' && c != '\n') break;
    if (c != (is_inside ? '\n' : '\r') || bytes_ >= kMaxBytes) return std::nullopt;
    ++bytes_;
    ++skipped;
  }
  return skipped;
}

}  // namespace owlet::http
