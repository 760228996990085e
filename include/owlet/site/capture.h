// What the placeholders and the splat of a rule stood for in one request.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace owlet::site {

inline constexpr std::size_t kMaxCaptures = 16;  // of one rule

// Views of the request.
struct capture {
  std::string_view text;
  bool is_query = false;         // still encoded as it stood in the query
  bool ends_with_slash = false;  // a slash follows the text, which the view does not have
};

using captures = std::array<capture, kMaxCaptures>;

// The names of a rule's captures, in the order of their places in `captures`. The splat is one
// of them by the name "splat".
using capture_names = std::vector<std::string>;

// The place of a name.
[[nodiscard]] std::optional<std::uint8_t> find_capture(const capture_names& names,
                                                       std::string_view name);

// The size of the placeholder that the text begins with: a colon, a letter, and then letters,
// digits and underscores (`:[A-Za-z]\w*`, Cloudflare's definition). 0 when there is none.
[[nodiscard]] std::size_t placeholder_size(std::string_view text);

}  // namespace owlet::site
