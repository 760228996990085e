// A log: a writer of lines that never makes the loop wait.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/base/unique_fd.h"

namespace owlet::server {

// Writes lines to a file, a pipe or a terminal. Lines are gathered and written at most a second
// late. A reader that does not keep up loses whole lines, which are counted and told on standard
// error when it reads again; it never holds anything up.
class access_log {
public:
  // Opens `path` for appending; "-" is standard output. Throws std::system_error.
  explicit access_log(const std::string& path);
  // Writes to a descriptor that is borrowed for as long as the log lives.
  explicit access_log(int fd);
  // Writes what waits, for a second at the most.
  ~access_log();
  access_log(const access_log&) = delete;
  access_log& operator=(const access_log&) = delete;

  // Takes a line that ends in a newline.
  void append(std::string_view line, base::time_point now);

  // Writes if there is a lot or if it has waited long enough.
  void flush_if_due(base::time_point now);
  // When flush_if_due has something to do; nothing when no line waits.
  [[nodiscard]] std::optional<base::time_point> next_due() const;

private:
  void borrow(int fd);
  void flush();
  void drop_waiting(std::size_t written);
  void report_dropped();

  base::unique_fd owned_;
  int fd_ = -1;
  bool is_regular_ = false;  // a file on a disk, which is always ready
  std::string waiting_;      // whole lines, but for the first, of which a part may be written
  base::time_point due_{};
  std::uint64_t dropped_lines_ = 0;
};

}  // namespace owlet::server
