// One response -> its line in the access log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/http/status.h"
#include "owlet/server/config.h"

namespace owlet::server {

// Whether all of a response went out.
enum class completion : bool { cut_short, whole };

// One response, when it has ended. Views are borrowed for the length of a call.
struct access_record {
  std::string_view client;        // an address without its port, or what a proxy said
  std::string_view request_line;  // as it came; empty when none did
  std::string_view referer;       // empty when absent
  std::string_view user_agent;    // empty when absent
  http::status status = http::status::ok;
  std::uint64_t content_bytes = 0;  // really sent
  std::int64_t unix_seconds = 0;    // when the response ended
  unsigned milliseconds = 0;        // of that second
  std::string_view peer = {};       // the proxy that named the client; empty when none did
  std::string_view host = {};       // the Host field; empty when absent
  std::string_view user = {};       // who was let in by a password; empty for everybody else
  base::duration took{0};
  completion came_out = completion::whole;
};

// Appends a text that a client chose, with quotes, backslashes, control characters and bytes that
// are not ASCII as \xHH, so that no request can forge a line; an empty one becomes "-". What needs
// more than `most` bytes is cut and ends in "...".
void append_escaped(std::string& out, std::string_view text, std::size_t most);

// Makes lines, each with its newline, of no more than kMaxLogLineBytes; times are in UTC. Owns the
// text of the last time, which is the same for a second.
//
// common    CLIENT - USER [06/Nov/1994:08:49:37 +0000] "REQUEST LINE" STATUS BYTES
// combined  the same, and "REFERER" "USER AGENT"
// json      an object with these members, in this order:
//   time         the end of the response, as in "1994-11-06T08:49:37.123Z"
//   client       the address that asked
//   peer         that of the proxy who said so; absent if the client came itself
//   host         the Host field; absent without one
//   user         who was let in by a password; absent for everybody else
//   method, target, protocol   the parts of the request line; or, of one that has not three of
//   them, request      the whole line status       a number bytes        of content really sent, a
//   number duration     seconds from the answer to its last byte, by the clock of the turns of the
//   loop: 0
//                when the socket took all of it at once
//   complete     false when the client left early, or the file turned out shorter than promised
//   referer, user_agent   absent without the fields
// Quotes, backslashes and all that is not printable ASCII are \u00HH in JSON, byte by byte:
// whatever a client sends, the line is valid, and a text read from it is the client's bytes as
// Latin-1.
class line_formatter {
public:
  line_formatter() = default;
  explicit line_formatter(log_format format) : format_(format) {}

  void append_line(std::string& out, const access_record& record);

private:
  void append_common(std::string& out, const access_record& record);
  void append_combined(std::string& out, const access_record& record);
  void append_json(std::string& out, const access_record& record);
  // Whether the time has to be rendered again.
  [[nodiscard]] bool begin_second(std::int64_t unix_seconds);

  log_format format_ = log_format::combined;
  std::string time_;
  std::int64_t time_seconds_ = 0;
};

}  // namespace owlet::server
