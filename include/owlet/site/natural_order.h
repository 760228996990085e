// The order in which people look for names.
#pragma once

#include <compare>
#include <string_view>

namespace owlet::site {

// Compares names of any bytes: digits as the number that they make, of any length ("a9" before
// "a10"), letters of ASCII in either case as the same, all else byte by byte. Names that are equal
// so far are told apart by their bytes: only the same name is equal. Allocates nothing; linear.
[[nodiscard]] std::strong_ordering compare_names(std::string_view a, std::string_view b);

}  // namespace owlet::site
