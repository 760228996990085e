// What the documents make of a row of the option table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/app/option_table.h"

namespace owlet::documents {

// What the value of an option names, for shells that know how to complete it.
enum class value_kind : std::uint8_t { none, directory, file, user, group, text };

[[nodiscard]] value_kind kind_of(const app::option_row& row);

// The values that are words: "text" and "json" of "text|json", "auto" of "N|auto".
[[nodiscard]] std::vector<std::string> fixed_values(const app::option_row& row);

// The parts between the bars.
[[nodiscard]] std::vector<std::string> split(std::string_view text);

// Joined by a separator.
[[nodiscard]] std::string join(const std::vector<std::string>& words, std::string_view separator);

// The help as far as it fits beside an option: up to its first colon or semicolon.
[[nodiscard]] std::string brief(std::string_view help);

// Every place of `what` replaced.
[[nodiscard]] std::string replaced(std::string text, std::string_view what, std::string_view with);

}  // namespace owlet::documents
