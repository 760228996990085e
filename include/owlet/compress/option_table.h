// Every option of `owlet compress`, once: what it is called, what it takes, what it is for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace owlet::compress {

enum class option_id : std::uint8_t { format, extensions, jobs, clean, dry_run, help };

// The command line, the help text, the manual and the completions know an option by its row.
struct option_row {
  option_id id;
  char letter = 0;                // 'n' of -n; 0 for none
  std::string_view name;          // "dry-run": --dry-run
  std::string_view value = {};    // what stands for the value in the help text; empty: takes none
  std::string_view initial = {};  // what holds when it is not given, in words
  std::string_view help;          // whole words, to be wrapped
};

// All rows, in the order of their ids.
[[nodiscard]] std::span<const option_row> option_table();

}  // namespace owlet::compress
