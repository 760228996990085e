// What holds of all that the sources say.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "owlet/app/option_text.h"

namespace owlet::app {

// Owns the texts that are in effect, option by option. Knows which source is stronger, and nothing
// of what the texts mean. A value.
class effective_options {
public:
  // What holds when nothing is said.
  effective_options();

  // Takes all that one source says; the sources come weakest first. What it says of an option
  // replaces all that was said of it before: of an option that takes one value the last one stays.
  // An option that it says takes the place of those that mean the same in other words: --port that
  // of --listen, --listen that of --port, --cache-entries that of --no-cache.
  void take(const std::vector<option_text>& source);

  // In the order in which they were said; of an option that takes one value at most one.
  [[nodiscard]] std::span<const option_text> texts(option_id id) const;

  // The text of an option that takes one value; null when there is none.
  [[nodiscard]] const option_text* text(option_id id) const;

  // Whether a source says it, rather than that it is the default.
  [[nodiscard]] bool is_said(option_id id) const;

private:
  std::vector<option_text>& at(option_id id) { return texts_[static_cast<std::size_t>(id)]; }
  void reset(option_id id);

  std::array<std::vector<option_text>, kOptionCount> texts_;
};

}  // namespace owlet::app
