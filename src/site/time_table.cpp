// Points of time by tags, in a bounded place.
#include "owlet/site/time_table.h"

#include <algorithm>

namespace owlet::site {

time_table::time_table(std::size_t slots)
    : slots_(std::max<std::size_t>(slots / kGroup, 1) * kGroup) {}

time_table::slot* time_table::group_of(const base::keyed_tag& tag) {
  const std::size_t groups = slots_.size() / kGroup;
  return slots_.data() + static_cast<std::size_t>(tag.low % groups) * kGroup;
}

base::time_point* time_table::find(const base::keyed_tag& tag) {
  slot* const group = group_of(tag);
  slot* const found = std::ranges::find(group, group + kGroup, tag, &slot::tag);
  return found == group + kGroup ? nullptr : &found->at;
}

base::time_point& time_table::place(const base::keyed_tag& tag) {
  if (base::time_point* known = find(tag)) return *known;
  slot* const group = group_of(tag);
  slot* const earliest = std::ranges::min_element(group, group + kGroup, {}, &slot::at);
  earliest->tag = tag;
  return earliest->at;
}

}  // namespace owlet::site
