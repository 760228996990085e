// The directories outside of the root that links may lead into.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "owlet/base/unique_fd.h"
#include "owlet/site/jail.h"

namespace owlet::site {

// Opens what the jail refused because a link leads out of the root, if it leads into one of some
// directories: that is then a jail of its own, and so is the root where a link leads back. Links
// are judged by their text, and what is opened by the kernel.
class followed_links {
public:
  followed_links() = default;
  // Throws std::system_error if one of them is no directory.
  explicit followed_links(const std::vector<std::string>& directories);

  [[nodiscard]] bool is_empty() const { return names_.empty(); }

  // Opens a path beneath `root`, a descriptor of the directory of that name. -1, and errno, when
  // that fails: EXDEV if a link leads anywhere else.
  [[nodiscard]] int open(int root, const std::string& root_name, const char* path, int flags,
                         resolution how) const;

private:
  [[nodiscard]] std::string_view containing(std::string_view path,
                                            const std::string& root_name) const;

  std::vector<std::string> names_;  // absolute, as given and as they are without links
};

}  // namespace owlet::site
