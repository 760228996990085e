// What shells offer behind "owlet".
#pragma once

#include <string>

namespace owlet::documents {

// A script for the shell: every option with what it takes, every command with its file.
[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();

}  // namespace owlet::documents
