// The access log: a record -> a line, and a writer that never makes the loop wait.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/base/unique_fd.h"
#include "owlet/http/status.h"

namespace owlet::server {

// One response, when it has ended. Views are borrowed for the length of a call.
struct access_record {
  std::string_view client;        // address of the peer, without its port
  std::string_view request_line;  // as it came; empty when none did
  std::string_view referer;       // empty when absent
  std::string_view user_agent;    // empty when absent
  http::status status = http::status::ok;
  std::uint64_t content_bytes = 0;  // really sent
  std::int64_t unix_seconds = 0;    // when the response ended
};

// The record in the Combined Log Format, times in UTC, with its newline. Quotes, backslashes,
// control characters and bytes that are not ASCII are escaped as \xHH, so that no request can forge
// a line.
[[nodiscard]] std::string format_line(const access_record& record);

// The same escapes for any text that a client chose; an empty one becomes "-".
void append_escaped(std::string& out, std::string_view text);

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
  std::string waiting_;  // whole lines, but for the first, of which a part may be written
  base::time_point due_{};
  std::uint64_t dropped_lines_ = 0;
};

}  // namespace owlet::server
