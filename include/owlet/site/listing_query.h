// How the query of a listing says its order: "?sort=name|size|time" and "order=asc|desc".
#pragma once

#include <string_view>

#include "owlet/site/listing_order.h"

namespace owlet::site {

// The order that a query ("?sort=size&order=desc", undecoded, or empty) asks for. The first of a
// parameter that says something known counts; everything else is as if it were not there.
[[nodiscard]] listing_order parse_listing_query(std::string_view query);

// What the two parameters are called, in a query and in JSON.
[[nodiscard]] std::string_view text_of(sort_key key);
[[nodiscard]] std::string_view text_of(sort_direction direction);

// The order that a click on the head of a column asks for: the other direction where it is the
// order already, else the one that people mean: names from A, the largest and the latest first.
[[nodiscard]] listing_order order_after_click(sort_key column, listing_order now);

}  // namespace owlet::site
