// Small files of text, as the kernel has them in /proc and /sys.
#pragma once

#include <string>

namespace owlet::base {

// All that a file holds, or what of it could be read; empty where there is no such file. For
// start-up and for commands, not for serving: it waits for the disk.
[[nodiscard]] std::string read_text_file(const std::string& path);

}  // namespace owlet::base
