// Files that options name: small ones, read as a whole.
#include "owlet/app/named_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "owlet/base/system_error.h"
#include "owlet/base/unique_fd.h"

namespace owlet::app {

std::variant<std::string, usage_error> read_named_file(const option_text& named, std::size_t most) {
  const auto unreadable = [&] {
    return wrong_value(named, base::errno_text(errno) + "; give a file that can be read");
  };
  const base::unique_fd file(::open(named.value.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!file) return unreadable();
  std::string content;
  std::array<char, 16384> buffer{};
  while (content.size() <= most) {
    const ssize_t n = ::read(file.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unreadable();
    if (n == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return wrong_value(named, "too long; give at most " + std::to_string(most) + " bytes");
}

}  // namespace owlet::app
