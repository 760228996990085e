// What one text of --respond says: for which requests, and the answer to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "owlet/http/status.h"

namespace owlet::site {

// Whose requests a fixed answer is for. The others are answered as if there were none.
enum class answered_methods : std::uint8_t { get_and_head, any };

struct fixed_answer {
  std::string path;  // a path_pattern, or "*", which stands for every path
  http::status status = http::status::ok;
  std::string type = "text/plain";  // without parameters
  answered_methods methods = answered_methods::get_and_head;
  std::string text;  // up to base::kMaxFixedAnswerBytes; none where the status has no content
};

// Parses PATH[ STATUS][ TYPE][ any]=TEXT: words with blanks between them, the path first, and
// behind the first "=" the text as it is, byte for byte. Gives the remedy when it means nothing;
// what was read is only of use when there is none.
[[nodiscard]] std::optional<std::string> parse_fixed_answer(std::string_view text,
                                                            fixed_answer& out);

}  // namespace owlet::site
