// A first look at whether a path can begin as a pattern does.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace owlet::site {

// The first bytes of a path as a number, zeros where there are none.
[[nodiscard]] inline std::uint64_t head_of(std::string_view path) {
  std::uint64_t head = 0;
  if (!path.empty()) std::memcpy(&head, path.data(), std::min(path.size(), sizeof head));
  return head;
}

// The first bytes of a literal, which has no NUL. Many of them lie side by side in memory, where
// the patterns that they are of do not, so that a thousand cost a microsecond.
class prefix_filter {
public:
  explicit prefix_filter(std::string_view literal) : head_(head_of(literal)) {
    std::memset(&mask_, 0xFF, std::min(literal.size(), sizeof mask_));
  }

  // False only for a path that does not begin with the literal.
  [[nodiscard]] bool may_begin(std::uint64_t head) const { return (head & mask_) == head_; }

private:
  std::uint64_t head_;
  std::uint64_t mask_ = 0;
};

}  // namespace owlet::site
