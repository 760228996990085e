// Which entry of a listing comes before which.
#pragma once

#include <cstdint>

#include "owlet/site/directory_entry.h"

namespace owlet::site {

enum class sort_key : std::uint8_t { name, size, time };
enum class sort_direction : std::uint8_t { ascending, descending };

struct listing_order {
  sort_key key = sort_key::name;
  sort_direction direction = sort_direction::ascending;

  friend bool operator==(const listing_order&, const listing_order&) = default;
};

// A strict order of all entries of a directory, whose names differ. Directories are first in either
// direction. By size, they are in the order of their names; and so is, always ascending, what is
// equal by size or time.
[[nodiscard]] bool comes_before(const directory_entry& a, const directory_entry& b,
                                listing_order order);

}  // namespace owlet::site
