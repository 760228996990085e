// The query parameters that a rule asks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/site/capture.h"
#include "owlet/site/rule_problem.h"

namespace owlet::site {

// `name=value` or `name=:placeholder`.
struct query_condition {
  std::string name;   // decoded
  std::string value;  // decoded; empty if it is captured
  bool is_captured = false;
  std::uint8_t place = 0;  // of the capture
};

inline constexpr std::size_t kMaxQueryConditions = 16;  // of one rule

[[nodiscard]] std::optional<text_problem> compile_condition(std::string_view text,
                                                            capture_names& names,
                                                            query_condition& out);

// Whether a query ("?a=1&b=2", undecoded, or empty) has exactly these parameters, each once, in
// any order (Netlify: "Must match exactly! [...] ordering from the browser doesn't matter"). A
// parameter that is captured must have a value. Allocates nothing.
[[nodiscard]] bool match_query(const std::vector<query_condition>& conditions,
                               std::string_view query, captures& found);

}  // namespace owlet::site
