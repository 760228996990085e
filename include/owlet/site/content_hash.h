// The hash of a file's bytes, for its entity tag; the only user of xxHash.
#pragma once

#include <cstdint>
#include <string_view>

namespace owlet::site {

// 128 bits that two different contents do not share by accident. Whoever writes the files could
// make two that do: it is no defence against him, and need not be.
struct content_digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend bool operator==(const content_digest&, const content_digest&) = default;
};

// XXH3, 128 bits, seed 0: the same on every machine.
[[nodiscard]] content_digest hash_content(std::string_view bytes);

}  // namespace owlet::site
