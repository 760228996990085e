// Points of time by tags, in a bounded place.
#pragma once

#include <cstddef>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/base/siphash.h"

namespace owlet::site {

// Keeps a time for each of so many tags. The slots are in groups, a tag has its place in one of
// them, and who comes to a full one takes the slot with the earliest time: nobody can choose whose,
// for tags are keyed. No allocation after the first.
class time_table {
public:
  // Slots are at least one group.
  explicit time_table(std::size_t slots);

  // The time of a tag, or null. Valid until the next call of place().
  [[nodiscard]] base::time_point* find(const base::keyed_tag& tag);

  // The same; of a tag that is new, the slot that it takes over, with the time that is in it.
  [[nodiscard]] base::time_point& place(const base::keyed_tag& tag);

private:
  static constexpr std::size_t kGroup = 8;
  struct slot {
    base::keyed_tag tag;
    base::time_point at{};
  };
  [[nodiscard]] slot* group_of(const base::keyed_tag& tag);

  std::vector<slot> slots_;
};

}  // namespace owlet::site
