// Weights: how much a client prefers what it names (RFC 9110 section 12.4.2).
#pragma once

#include <optional>
#include <string_view>

namespace owlet::http {

// In thousandths, which is as fine as a weight can be: 0 is "not acceptable".
inline constexpr int kFullWeight = 1000;

// qvalue: 0 to 1, with up to three digits behind a point; further ones are taken and not weighed.
// Nothing when it is none.
[[nodiscard]] std::optional<int> parse_qvalue(std::string_view text);

// An element of a list: what stands ahead of the first ";", and its weight, which is full where
// there is none and nothing where it cannot be read.
struct weighted_element {
  std::string_view name;
  std::optional<int> weight;
};

enum class other_parameters { allowed, refused };

// Reads an element such as "gzip;q=0.5", trimmed as take_element gives it. Other parameters than
// "q" are passed over where they are allowed, as in "text/html;level=1;q=0.5"; where they are
// refused they make the weight unreadable. White space around "=" is not in the grammar and is
// forgiven. Quoted strings are not understood.
[[nodiscard]] weighted_element parse_weighted(std::string_view element, other_parameters others);

}  // namespace owlet::http
