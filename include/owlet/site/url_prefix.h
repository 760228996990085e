// Where the root is on the server.
#pragma once

#include <optional>
#include <string_view>

namespace owlet::site {

// The rest of a path, as http::target_path has it, behind a prefix such as "/app"; nothing if it is
// not beneath that. The prefix "" is everywhere.
[[nodiscard]] inline std::optional<std::string_view> beneath_prefix(std::string_view prefix,
                                                                    std::string_view path) {
  if (prefix.empty()) return path;
  prefix.remove_prefix(1);
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  if (path.empty()) return path;
  return path.front() == '/' ? std::optional(path.substr(1)) : std::nullopt;
}

}  // namespace owlet::site
