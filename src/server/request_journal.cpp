// Who wants to know of each response: the access log, and the debug output.
#include "owlet/server/request_journal.h"

#include <algorithm>

#include "owlet/server/debug_line.h"

namespace owlet::server {

namespace {

// Texts beyond this are given back.
constexpr std::size_t kKeptBytes = 64 * 1024;

// How much of a response's content was sent, when the connection came to `sent_position`.
std::uint64_t content_sent(const journal_entry& entry, std::uint64_t sent_position) {
  const std::uint64_t content_start = entry.end_position - entry.answer.content_bytes;
  const std::uint64_t reached = std::min(sent_position, entry.end_position);
  return reached > content_start ? reached - content_start : 0;
}

}  // namespace

journal_entry entry_of(const http::request& request, const site::answer& given,
                       std::uint64_t position, std::string_view client, const base::moment& now) {
  journal_entry entry{.request_line = request.line,
                      .referer = request[http::field::referer],
                      .user_agent = request[http::field::user_agent],
                      .answer = given,
                      .end_position = position,
                      .started = now.monotonic,
                      .client = client,
                      .host = request[http::field::host]};
  if (given.is_open) {
    entry.end_position = kNoEnd;
    entry.answer.content_bytes = kNoEnd - position;
  }
  return entry;
}

// -- The backlog --------------------------------------------------------------------------------

void journal_backlog::add(const journal_entry& entry) {
  const auto size_of = [](std::string_view text) {
    return static_cast<std::uint32_t>(text.size());
  };
  items_.push_back({.line_size = size_of(entry.request_line),
                    .referer_size = size_of(entry.referer),
                    .agent_size = size_of(entry.user_agent),
                    .client_size = size_of(entry.client),
                    .host_size = size_of(entry.host),
                    .user_size = size_of(entry.user),
                    .answer = entry.answer,
                    .end_position = entry.end_position,
                    .started = entry.started});
  for (const std::string_view text : {entry.request_line, entry.referer, entry.user_agent,
                                      entry.client, entry.host, entry.user}) {
    texts_ += text;
  }
}

journal_entry journal_backlog::front() const {
  const item& oldest = items_[first_];
  std::string_view texts = std::string_view(texts_).substr(first_texts_);
  const auto take = [&texts](std::size_t size) {
    const std::string_view text = texts.substr(0, size);
    texts.remove_prefix(size);
    return text;
  };
  const std::string_view line = take(oldest.line_size);
  const std::string_view referer = take(oldest.referer_size);
  const std::string_view agent = take(oldest.agent_size);
  const std::string_view client = take(oldest.client_size);
  const std::string_view host = take(oldest.host_size);
  const std::string_view user = take(oldest.user_size);
  return {.request_line = line,
          .referer = referer,
          .user_agent = agent,
          .answer = oldest.answer,
          .end_position = oldest.end_position,
          .started = oldest.started,
          .client = client,
          .host = host,
          .user = user};
}

void journal_backlog::pop_front() {
  const item& oldest = items_[first_++];
  first_texts_ += oldest.line_size + oldest.referer_size + oldest.agent_size + oldest.client_size +
                  oldest.host_size + oldest.user_size;
  if (first_texts_ > kKeptBytes && first_texts_ > texts_.size() / 2) compact();
}

void journal_backlog::end_last(std::uint64_t position, std::uint64_t content_bytes) {
  item& youngest = items_.back();
  if (youngest.end_position != kNoEnd) return;
  youngest.end_position = position;
  youngest.answer.content_bytes = content_bytes;
}

// For a client who is never done: what it has had is not kept.
void journal_backlog::compact() {
  items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
  texts_.erase(0, first_texts_);
  first_ = 0;
  first_texts_ = 0;
}

void journal_backlog::clear() {
  if (texts_.capacity() > kKeptBytes) {  // an assignment would keep it
    std::string().swap(texts_);
    std::vector<item>().swap(items_);
  }
  items_.clear();
  texts_.clear();
  first_ = 0;
  first_texts_ = 0;
}

// -- The journal --------------------------------------------------------------------------------

void request_journal::open(const log_settings& settings) {
  formatter_ = line_formatter(settings.format);
  log.reset();
  if (!settings.target.empty()) log.emplace(settings.target);
}

void request_journal::write(const journal_entry& entry, const net::endpoint& peer,
                            std::uint64_t sent_position, const base::moment& now) {
  const net::host_text peer_text = peer.host();
  const bool is_direct = entry.client.empty();
  const bool is_whole = sent_position >= entry.end_position;
  const std::int64_t milliseconds = now.unix_nanoseconds / 1'000'000 % 1000;
  const access_record record{.client = is_direct ? peer_text.view() : entry.client,
                             .request_line = entry.request_line,
                             .referer = entry.referer,
                             .user_agent = entry.user_agent,
                             .status = entry.answer.status,
                             .content_bytes = content_sent(entry, sent_position),
                             .unix_seconds = now.unix_seconds,
                             .milliseconds = static_cast<unsigned>(milliseconds),
                             .peer = is_direct ? std::string_view{} : peer_text.view(),
                             .host = entry.host,
                             .user = entry.user,
                             .took = now.monotonic - entry.started,
                             .came_out = is_whole ? completion::whole : completion::cut_short};
  if (log) {
    line_.clear();
    formatter_.append_line(line_, record);
    log->append(line_, now.monotonic);
  }
  if (debug) debug->append(format_debug_line(record, colours), now.monotonic);
}

std::unique_ptr<journal_backlog> request_journal::lend() {
  return spare_ ? std::move(spare_) : std::make_unique<journal_backlog>();
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

// -- The entries of a connection ------------------------------------------------------------------

void unfinished_entries::add(request_journal& journal, const journal_entry& entry) {
  if (!backlog_) backlog_ = journal.lend();
  backlog_->add(entry);
}

void unfinished_entries::write_ended(request_journal& journal, const net::endpoint& peer,
                                     std::uint64_t sent_position, const base::moment& now) {
  if (!backlog_) return;
  while (!backlog_->empty() && backlog_->front().end_position <= sent_position) {
    journal.write(backlog_->front(), peer, sent_position, now);
    backlog_->pop_front();
  }
  if (!backlog_->empty()) return;
  backlog_->clear();
  journal.take_back(std::move(backlog_));
}

void unfinished_entries::write_all(request_journal& journal, const net::endpoint& peer,
                                   std::uint64_t sent_position, const base::moment& now) {
  for (; backlog_ && !backlog_->empty(); backlog_->pop_front()) {
    journal.write(backlog_->front(), peer, sent_position, now);
  }
  backlog_.reset();
}

}  // namespace owlet::server
