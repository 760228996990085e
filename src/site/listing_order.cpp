// Which entry of a listing comes before which.
#include "owlet/site/listing_order.h"

#include <compare>

#include "owlet/site/natural_order.h"

namespace owlet::site {
namespace {

std::strong_ordering compare_times(const file_time& a, const file_time& b) {
  if (a.seconds != b.seconds) return a.seconds <=> b.seconds;
  return a.nanoseconds <=> b.nanoseconds;
}

std::strong_ordering compare_by_key(const directory_entry& a, const directory_entry& b,
                                    sort_key key) {
  switch (key) {
    case sort_key::name: return compare_names(a.name, b.name);
    case sort_key::size:
      return a.kind == entry_kind::directory ? std::strong_ordering::equal : a.size <=> b.size;
    case sort_key::time: return compare_times(a.mtime, b.mtime);
  }
  return std::strong_ordering::equal;
}

}  // namespace

bool comes_before(const directory_entry& a, const directory_entry& b, listing_order order) {
  if (a.kind != b.kind) return a.kind == entry_kind::directory;
  const std::strong_ordering by_key = compare_by_key(a, b, order.key);
  if (by_key != 0) return (by_key < 0) == (order.direction == sort_direction::ascending);
  return order.key != sort_key::name && compare_names(a.name, b.name) < 0;
}

}  // namespace owlet::site
