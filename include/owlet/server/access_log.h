// A log: a writer of lines that never makes the loop wait.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/net/log_sink.h"

namespace owlet::server {

// Owns the lines that wait, which is a MiB of them at the most, and what they are written to. Lines
// are gathered and written at most a second late. A reader that does not keep up, or a disk that
// is full, loses whole lines, the newest, which are counted and told once when it takes some again;
// it never holds anything up. What is wrong with a target is told when it begins.
class access_log {
public:
  // Opens a target of net/log_sink: a path, "-", "syslog:" or "journal:". Throws std::system_error.
  explicit access_log(const std::string& target) : sink_(target) {}
  // Writes to a descriptor that is borrowed for as long as the log lives.
  explicit access_log(int fd) : sink_(fd) {}
  // Writes what waits, for a second at the most.
  ~access_log();
  access_log(const access_log&) = delete;
  access_log& operator=(const access_log&) = delete;

  // Takes a line that ends in a newline.
  void append(std::string_view line, base::time_point now);

  // Writes if there is a lot or if it has waited long enough. Looks then whether the file has been
  // deleted, and makes it anew: rm(1) is no way to end a log.
  void flush_if_due(base::time_point now);
  // When flush_if_due has something to do; nothing when no line waits.
  [[nodiscard]] std::optional<base::time_point> next_due() const;

  // Opens the target anew by its name, as logrotate(8) has it: what waits goes to the old one
  // first, as far as that takes it at once. When it cannot be opened, the old one goes on, and a
  // message says why.
  void reopen(base::time_point now);

  // Lines that were lost since the log was made.
  [[nodiscard]] std::uint64_t dropped_lines() const { return dropped_lines_; }

private:
  [[nodiscard]] std::string_view waiting() const {
    return std::string_view(lines_).substr(written_);
  }
  void drop_line(base::time_point now);
  void flush(base::time_point now);
  [[nodiscard]] bool write_waiting(base::time_point now);
  void forget_written();
  void replace_if_deleted(base::time_point now);
  void tell_trouble(base::time_point now);
  void report_dropped();
  bool say(std::string_view text) const;  // false if nobody could hear it

  net::log_sink sink_;
  std::string lines_;        // whole lines, of which the first are written
  std::size_t written_ = 0;  // bytes of those
  base::time_point due_{};   // while something waits
  base::duration pause_{0};  // before the next try; 0 when the last one wrote all
  bool has_failed_ = false;  // the last try
  bool is_trouble_told_ = false;
  base::time_point quiet_end_{};  // until then, an error that comes back is not told again
  bool is_deletion_told_ = false;
  base::time_point next_look_{};
  std::uint64_t dropped_lines_ = 0;
  std::uint64_t told_lines_ = 0;   // of those
  base::time_point report_due_{};  // when those that are not told are, though no end is in sight
};

}  // namespace owlet::server
