// One response -> its line in the access log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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

// Appends a text that a client chose, with quotes, backslashes, control characters and bytes that
// are not ASCII as \xHH, so that no request can forge a line; an empty one becomes "-".
void append_escaped(std::string& out, std::string_view text);

// Makes lines of the Combined Log Format, times in UTC, each with its newline. Owns the text of the
// last time, which is the same for a second.
class line_formatter {
public:
  void append_line(std::string& out, const access_record& record);

private:
  std::string time_;
  std::int64_t time_seconds_ = 0;
};

}  // namespace owlet::server
