// Who wants to know of each response: the access log, and the debug output.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/http/request.h"
#include "owlet/net/endpoint.h"
#include "owlet/server/access_log.h"
#include "owlet/site/site.h"

namespace owlet::server {

// A response that has been queued and not yet been sent to its end. Owns copies of what will be
// said of it, for the request is gone by then.
struct journal_entry {
  std::string request_line;
  std::string referer;
  std::string user_agent;
  site::answer answer;
  std::uint64_t end_position;  // in the stream of everything that the connection sends, in bytes
  base::time_point started;
};

// Writes each response, once it has ended, to whoever asked for it.
class request_journal {
public:
  std::optional<access_log> log;
  std::optional<access_log> debug;

  [[nodiscard]] bool is_wanted() const { return log || debug; }

  // Writes an entry that ended, with `sent_position` telling how far the connection came.
  void write(const journal_entry& entry, const net::endpoint& peer, std::uint64_t sent_position,
             const base::moment& now);

  void flush_if_due(base::time_point now);
  [[nodiscard]] std::optional<base::time_point> next_due() const;
};

// The responses of one connection that have not been sent to their end, in order.
class unfinished_entries {
public:
  void add(journal_entry entry) { entries_.push_back(std::move(entry)); }

  // Writes those that end at or before `sent_position`, and forgets them.
  void write_ended(request_journal& journal, const net::endpoint& peer, std::uint64_t sent_position,
                   const base::moment& now);
  // Writes all, as far as they came, and forgets them.
  void write_all(request_journal& journal, const net::endpoint& peer, std::uint64_t sent_position,
                 const base::moment& now);

private:
  std::vector<journal_entry> entries_;
};

// A response for a person's eyes: "owlet: 200 GET / HTTP/1.1, 12 bytes in 0.3 ms to 127.0.0.1".
[[nodiscard]] std::string format_debug_line(const access_record& record, base::duration took);

}  // namespace owlet::server
