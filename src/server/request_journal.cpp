// Who wants to know of each response: the access log, and the debug output.
#include "owlet/server/request_journal.h"

#include <algorithm>
#include <cstdio>

namespace owlet::server {

namespace {

// How much of a response's content was sent, when the connection came to `sent_position`.
std::uint64_t content_sent(const journal_entry& entry, std::uint64_t sent_position) {
  const std::uint64_t content_start = entry.end_position - entry.answer.content_bytes;
  const std::uint64_t reached = std::min(sent_position, entry.end_position);
  return reached > content_start ? reached - content_start : 0;
}

}  // namespace

void request_journal::write(const journal_entry& entry, const net::endpoint& peer,
                            std::uint64_t sent_position, const base::moment& now) {
  const std::string client = peer.host();
  const access_record record{.client = client,
                             .request_line = entry.request_line,
                             .referer = entry.referer,
                             .user_agent = entry.user_agent,
                             .status = entry.answer.status,
                             .content_bytes = content_sent(entry, sent_position),
                             .unix_seconds = now.unix_seconds};
  if (log) log->append(format_line(record), now.monotonic);
  if (debug) debug->append(format_debug_line(record, now.monotonic - entry.started), now.monotonic);
}

void request_journal::flush_if_due(base::time_point now) {
  if (log) log->flush_if_due(now);
  if (debug) debug->flush_if_due(now);
}

std::optional<base::time_point> request_journal::next_due() const {
  std::optional<base::time_point> due;
  if (log) due = log->next_due();
  if (debug && debug->next_due())
    due = due ? std::min(*due, *debug->next_due()) : debug->next_due();
  return due;
}

void unfinished_entries::write_ended(request_journal& journal, const net::endpoint& peer,
                                     std::uint64_t sent_position, const base::moment& now) {
  const auto is_ended = [=](const journal_entry& entry) {
    return entry.end_position <= sent_position;
  };
  const auto first_unended = std::find_if_not(entries_.begin(), entries_.end(), is_ended);
  for (auto entry = entries_.begin(); entry != first_unended; ++entry) {
    journal.write(*entry, peer, sent_position, now);
  }
  entries_.erase(entries_.begin(), first_unended);
  if (entries_.empty()) std::vector<journal_entry>().swap(entries_);  // gives the memory back
}

void unfinished_entries::write_all(request_journal& journal, const net::endpoint& peer,
                                   std::uint64_t sent_position, const base::moment& now) {
  for (const journal_entry& entry : entries_) journal.write(entry, peer, sent_position, now);
  entries_.clear();
}

std::string format_debug_line(const access_record& record, base::duration took) {
  const double milliseconds = std::chrono::duration<double, std::milli>(took).count();
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", milliseconds);
  std::string line = "owlet: " + std::to_string(static_cast<unsigned>(record.status)) + ' ';
  append_escaped(line, record.request_line);
  line += ", " + std::to_string(record.content_bytes) + " bytes in " + text.data() + " ms to ";
  return line.append(record.client) + '\n';
}

}  // namespace owlet::server
