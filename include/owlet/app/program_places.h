// Where the other programs of owlet are.
#pragma once

#include <string>
#include <vector>

namespace owlet::app {

// The paths at which a program that comes with owlet may be, in the order in which they are to be
// tried: beside the binary of owlet, as in a build or an image, and where it is installed.
[[nodiscard]] std::vector<std::string> places_of(const std::string& binary,
                                                 const std::string& program);

}  // namespace owlet::app
