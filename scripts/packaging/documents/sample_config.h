// The file that the service of a package reads.
#pragma once

#include <string>

namespace owlet::documents {

// Every option that may stand in a file, as a comment; the root alone is set.
[[nodiscard]] std::string sample_config();

}  // namespace owlet::documents
