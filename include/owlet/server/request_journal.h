// Who wants to know of each response: the access log, and the debug output.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/net/endpoint.h"
#include "owlet/server/access_log.h"
#include "owlet/server/config.h"
#include "owlet/server/log_line.h"
#include "owlet/site/site.h"

namespace owlet::server {

// The end of a response that goes on; its content begins then where its head ends.
inline constexpr std::uint64_t kNoEnd = std::numeric_limits<std::uint64_t>::max();

// A response that has been queued. Views are borrowed for the length of a call.
struct journal_entry {
  std::string_view request_line;
  std::string_view referer;
  std::string_view user_agent;
  site::answer answer;
  std::uint64_t end_position;  // in the stream of everything that the connection sends, in bytes
                               // and kNoEnd while nobody knows
  base::time_point started;
  std::string_view client = {};  // who asked, by the word of a trusted proxy; empty: the peer
  std::string_view host = {};    // the Host field
  std::string_view user = {};    // who was let in by a password
};

// The entry of an answer whose last byte by now is at `position` in the stream.
[[nodiscard]] journal_entry entry_of(const http::request& request, const site::answer& given,
                                     std::uint64_t position, std::string_view client,
                                     const base::moment& now);

// Entries that have to wait until their responses are sent, with their texts.
class journal_backlog {
public:
  void add(const journal_entry& entry);
  [[nodiscard]] bool empty() const { return first_ == items_.size(); }
  // The oldest entry; valid until the next call of add.
  [[nodiscard]] journal_entry front() const;
  void pop_front();
  // The youngest entry, whose response went on, has this end.
  void end_last(std::uint64_t position, std::uint64_t content_bytes);
  // Forgets all, and keeps some memory.
  void clear();
  [[nodiscard]] std::size_t memory_bytes() const { return texts_.capacity(); }  // for texts

private:
  void compact();

  struct item {
    std::uint32_t line_size;
    std::uint32_t referer_size;
    std::uint32_t agent_size;
    std::uint32_t client_size;
    std::uint32_t host_size;
    std::uint32_t user_size;
    site::answer answer;
    std::uint64_t end_position;
    base::time_point started;
  };
  std::vector<item> items_;
  std::string texts_;
  std::size_t first_ = 0;        // in items_
  std::size_t first_texts_ = 0;  // in texts_
};

// Writes each response, once it has ended, to whoever asked for it. Owns what it works with, so
// that a line costs no allocation.
class request_journal {
public:
  std::optional<access_log> log;
  std::optional<access_log> debug;
  debug_colours colours = debug_colours::off;

  // Makes the log that the settings ask for, if any. Throws std::system_error.
  void open(const log_settings& settings);
  // Opens the log anew by its name, for whoever has renamed it.
  void reopen(base::time_point now) {
    if (log) log->reopen(now);
  }

  [[nodiscard]] bool is_wanted() const { return log || debug; }
  // Lines of the log that were lost since the last call.
  [[nodiscard]] std::uint64_t take_dropped() {
    const std::uint64_t all = log ? log->dropped_lines() : 0;
    return all - std::min(std::exchange(known_dropped_, all), all);
  }

  // Writes an entry that ended, with `sent_position` telling how far the connection came.
  void write(const journal_entry& entry, const net::endpoint& peer, std::uint64_t sent_position,
             const base::moment& now);

  void flush_if_due(base::time_point now);
  [[nodiscard]] std::optional<base::time_point> next_due() const;

  // An empty backlog, and where it goes when it is empty again.
  [[nodiscard]] std::unique_ptr<journal_backlog> lend();
  void take_back(std::unique_ptr<journal_backlog> empty) { spare_ = std::move(empty); }

private:
  line_formatter formatter_;
  std::string line_;
  std::uint64_t known_dropped_ = 0;
  std::unique_ptr<journal_backlog> spare_;
};

// The responses of one connection that have not been sent to their end, in order.
class unfinished_entries {
public:
  void add(request_journal& journal, const journal_entry& entry);
  // The last response has come to its end, of which its entry could not know.
  void end_last(std::uint64_t position, std::uint64_t content_bytes) {
    if (backlog_) backlog_->end_last(position, content_bytes);
  }

  // Writes those that end at or before `sent_position`, and forgets them.
  void write_ended(request_journal& journal, const net::endpoint& peer, std::uint64_t sent_position,
                   const base::moment& now);
  // Writes all, as far as they came, and forgets them.
  void write_all(request_journal& journal, const net::endpoint& peer, std::uint64_t sent_position,
                 const base::moment& now);

private:
  std::unique_ptr<journal_backlog> backlog_;  // null when there is none
};

}  // namespace owlet::server
