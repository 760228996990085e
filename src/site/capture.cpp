// What the placeholders and the splat of a rule stood for in one request.
#include "owlet/site/capture.h"

#include <algorithm>

namespace owlet::site {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word_char(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

std::optional<std::uint8_t> find_capture(const capture_names& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - names.begin());
}

std::size_t placeholder_size(std::string_view text) {
  if (text.size() < 2 || text[0] != ':' || !is_letter(text[1])) return 0;
  std::size_t size = 2;
  while (size < text.size() && is_word_char(text[size])) ++size;
  return size;
}

}  // namespace owlet::site
