// The bytes of many names, each kept once and in one place.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace owlet::site {

// Keeps bytes in chunks, so that no name has an allocation of its own, and none ever moves.
class name_pool {
public:
  static constexpr std::size_t kChunkBytes = 64 * 1024;

  // The same bytes, for as long as the pool is there.
  [[nodiscard]] std::string_view keep(std::string_view name) {
    if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < name.size()) {
      chunks_.emplace_back().reserve(std::max(name.size(), kChunkBytes));
    }
    std::string& chunk = chunks_.back();
    const std::size_t start = chunk.size();
    chunk += name;
    return std::string_view(chunk).substr(start);
  }

  // What is allocated.
  [[nodiscard]] std::size_t bytes() const { return chunks_.size() * kChunkBytes; }

private:
  std::vector<std::string> chunks_;  // never beyond the capacity that each was given
};

}  // namespace owlet::site
