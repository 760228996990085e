// Progress on standard error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/compress/progress.h"

namespace owlet::compress {

// On a terminal a bar that is written over itself; elsewhere a plain line for each tenth of the
// work that took longer than a moment.
class display {
public:
  display();

  // How far it is now.
  void show(const progress& now);
  // Leaves the line of the bar empty for others.
  void clear();

private:
  [[nodiscard]] static std::size_t columns();

  bool is_terminal_;
  bool is_drawn_ = false;
  std::uint64_t tenths_ = 0;
};

// One line of standard error, as all of owlet writes them; none is lost.
void complain(std::string_view text);

// A text that may stand in a line: what is no printable UTF-8 is escaped.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace owlet::compress
