// owlet compress: a program of its own takes over.
#pragma once

#include <string>
#include <vector>

namespace owlet::app {

// Runs owlet-compress with these arguments in place of this process: the one beside the binary, as
// a build has it, or else the one that was installed with it. Returns only if there is none, with a
// message and an exit status.
[[nodiscard]] int run_compress(const std::string& binary, std::vector<std::string> arguments);

}  // namespace owlet::app
