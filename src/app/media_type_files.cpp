// The files of --types.
#include "owlet/app/media_type_files.h"

#include <string>
#include <vector>

#include "owlet/app/named_file.h"

namespace owlet::app {

namespace {

// "--types FILE:3: type "text": REMEDY"
std::string line_about(const option_text& named, const http::media_types_problem& problem) {
  const std::string line = problem.line == 0 ? "" : ':' + std::to_string(problem.line);
  return name_of(named) + ' ' + named.value + line + ": " + problem.reason;
}

}  // namespace

std::optional<usage_error> read_media_types(std::span<const option_text> named,
                                            http::media_types& types) {
  for (const option_text& each : named) {
    const auto read = read_named_file(each, http::kMaxMediaTypesBytes);
    if (const auto* wrong = std::get_if<usage_error>(&read)) return *wrong;
    const auto problems = types.add(std::get<std::string>(read));
    if (problems.empty()) continue;
    usage_error wrong{line_about(each, problems.front())};
    for (std::size_t i = 1; i < problems.size(); ++i) {
      wrong.further.push_back(line_about(each, problems[i]));
    }
    return wrong;
  }
  return std::nullopt;
}

}  // namespace owlet::app
