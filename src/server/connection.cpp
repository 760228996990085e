// One client.
#include "owlet/server/connection.h"

#include <algorithm>
#include <utility>

#include "owlet/net/proxy_header.h"
#include "owlet/net/socket_io.h"
#include "owlet/net/socket_sink.h"
#include "owlet/server/client_address.h"

namespace owlet::server {

verdict connection::step(reactor& r, const base::moment& now, std::string_view first_input) {
  answered_ = 0;
  disk_.begin_step();
  const std::uint64_t sent_before = queue_.sent_position();
  verdict result = verdict::close;
  switch (state_) {
    case state::greeting: result = greet(r, now, first_input); break;
    case state::serving: result = serve(r, now, first_input); break;
    case state::finishing: result = finish(r, now, sent_before + r.share.send_bytes); break;
    case state::lingering: result = linger(r); break;
  }
  age_.end_step();
  const std::uint64_t sent = queue_.sent_position() - sent_before;
  r.metrics.note_sent(sent);
  disk_.end_step(now, sent > 0 || answered_ > 0);
  if (!queue_.empty()) {
    late_.note_unsent(r.metrics, answered_, now.monotonic);
  } else if (late_.has_any()) {
    late_.note_drained(r.metrics, now.monotonic);
  }
  if (result != verdict::close) set_deadline(r, now, sent > 0);
  return result;
}

verdict connection::expire(reactor& r, const base::moment& now) {
  const net::deadline_list* over = timer_.take_expired();
  r.count_phase(over, nullptr);
  if (over == &r.deadlines.disk || over == &r.deadlines.check) return step(r, now);
  if (over == &r.deadlines.write && timer_.has_peer_read_on()) {
    set_deadline(r, now, false);  // the client reads on, though the socket takes nothing more yet
    return verdict::wait;
  }
  const bool request_is_late = partial_ != nullptr && partial_->started();
  if (state_ != state::serving || !queue_.empty() || !request_is_late) return verdict::close;
  refuse(r, now, http::status::request_timeout, {});
  return step(r, now);
}

// -- Serving: requests in, answers out ----------------------------------------------------------

// Whose connection it is, a trusted proxy may say; of others the header is read and not believed.
verdict connection::greet(reactor& r, const base::moment& now, std::string_view input) {
  for (;;) {
    unparsed_ += input;
    const net::proxy_header header = net::read_proxy_header(unparsed_);
    if (header.outcome == net::proxy_outcome::bad) return verdict::close;
    if (header.outcome == net::proxy_outcome::done) {
      if (header.source && is_within(r.trusted_proxies, peer_)) peer_ = *header.source;
      unparsed_.erase(0, header.size);
      state_ = state::serving;
      return serve(r, now, {});
    }
    if (!readable_) return verdict::wait;
    input = {};
    const net::io_status status = receive(r, input);
    if (status == net::io_status::eof || status == net::io_status::failed) return verdict::close;
  }
}

// Lends the connection what it works with, and takes back all but what it cannot do without.
verdict connection::serve(reactor& r, const base::moment& now, std::string_view first_input) {
  queue_.borrow(r.output);
  const std::string held = std::exchange(unparsed_, {});
  std::string_view input = held.empty() ? first_input : held;
  const verdict result = exchange(r, now, input);
  if (state_ == state::serving) unparsed_.assign(input);
  queue_.give_back();
  return result;
}

verdict connection::exchange(reactor& r, const base::moment& now, std::string_view& input) {
  const std::uint64_t send_limit = queue_.sent_position() + r.share.send_bytes;
  std::size_t received = 0;
  for (;;) {
    answer_buffered(r, now, input);
    if (state_ != state::serving) return finish(r, now, send_limit);
    switch (flush(r, now, send_limit)) {
      case flush_result::drained: break;
      case flush_result::waiting: return verdict::wait;
      case flush_result::budget_spent: return verdict::run_again;
      case flush_result::broken: return verdict::close;
    }
    if (disk_.is_waiting()) return verdict::wait;
    if (!input.empty()) continue;  // there is room again
    if (!readable_) return verdict::wait;
    if (received >= r.share.receive_bytes) return verdict::run_again;
    switch (receive(r, input)) {
      case net::io_status::moved: received += input.size(); break;
      case net::io_status::cold:
      case net::io_status::blocked: break;
      case net::io_status::eof: end_of_input(r, now); break;
      case net::io_status::failed: return verdict::close;
    }
  }
}

// Answers the requests that are whole, until the queue has enough for one flush.
void connection::answer_buffered(reactor& r, const base::moment& now, std::string_view& input) {
  while ((!input.empty() || is_answer_due_) && !queue_is_full() && !disk_.is_waiting() &&
         !listing_) {
    if (is_answer_due_) {
      answer_partial(r, now);
    } else if (!answer_known(r, now, input)) {
      parse(r, now, input);
    }
    if (state_ != state::serving) input = {};
  }
}

void connection::parse(reactor& r, const base::moment& now, std::string_view& input) {
  const std::string_view before = input;
  http::request_parser& parser = partial_ ? *partial_ : r.parser;
  const http::parse_progress progress = parser.parse(input);
  input.remove_prefix(progress.consumed);
  switch (progress.outcome) {
    case http::parse_outcome::need_more: keep_partial(r); return;
    case http::parse_outcome::complete:
      if (partial_) return answer_partial(r, now);
      if (answer(r, now, parser.current())) {
        r.memo.remember(before.substr(0, progress.consumed), parser.current());
      } else {
        input = before;
      }
      break;
    case http::parse_outcome::bad: refuse(r, now, parser.refusal(), parser.current()); break;
  }
  partial_ ? partial_.reset() : r.parser.reset();
}

// The same bytes as a moment ago, from whomever, need no parsing.
bool connection::answer_known(reactor& r, const base::moment& now, std::string_view& input) {
  const http::request* known = partial_ ? nullptr : r.memo.match(input);
  if (known == nullptr) return false;
  if (answer(r, now, *known, r.memo.id())) input.remove_prefix(r.memo.size());
  return true;
}

// False if the answer has to wait, for the disk or for a password.
bool connection::answer(reactor& r, const base::moment& now, const http::request& request,
                        std::uint64_t request_id) {
  const bool could_go_on = request.keep_alive && !r.draining;
  const auto offered = could_go_on ? site::persistence::keep_alive : site::persistence::close;
  if (age_.needs_new_epoch()) r.site.begin_epoch();
  site::respond_terms terms{offered, disk_.allowance(now), request_id};
  if (r.site.has_guard()) terms.guest.client = guesser_key(request, peer_, r.trusted_proxies);
  const auto response = r.site.respond(request, terms, now, queue_.tail());
  if (!response) {
    disk_.note_wait(r.site.awaited_check());
    return false;
  }
  if (response->persistence == site::persistence::close) state_ = state::finishing;
  // A client that did not say itself that this request is its last may be sending more.
  must_linger_ = could_go_on || r.draining || request.expectation != http::expectation::none ||
                 request.method == http::method::other;
  note_answer(r, now, request, *response);
  if (response->is_open) listing_ = r.site.take_listing();
  return true;
}

void connection::refuse(reactor& r, const base::moment& now, http::status why,
                        const http::request& request) {
  const site::answer given = r.site.refuse(why, request.method, now, queue_.tail());
  state_ = state::finishing;
  must_linger_ = true;
  note_answer(r, now, request, given);
}

// A short read empties the socket, unless a FIN came with the data: that one makes no edge of its
// own.
net::io_status connection::receive(reactor& r, std::string_view& input) {
  const bool is_between_requests = partial_ == nullptr && state_ == state::serving;
  const std::span<char> room = std::span(r.input).first(r.share.receive_bytes);
  const net::io_result result = net::receive(socket_.get(), room);
  switch (result.status) {
    case net::io_status::moved:
      input = {r.input.data(), result.bytes};
      age_.note_read(input, is_between_requests, r.site.is_epoch_unused());
      if (result.bytes < room.size() && !peer_closed_) readable_ = false;
      break;
    case net::io_status::eof: input_ended_ = true; break;
    case net::io_status::blocked:
    case net::io_status::cold:
    case net::io_status::failed: readable_ = false; break;
  }
  return result.status;
}

connection::flush_result connection::flush(reactor& r, const base::moment& now,
                                           std::uint64_t send_limit) {
  const bool goes_on = !listing_ || go_on_listing(r, now);
  const flush_result when_empty = !goes_on   ? flush_result::broken
                                  : listing_ ? flush_result::budget_spent
                                             : flush_result::drained;
  if (queue_.empty()) return when_empty;
  if (!writable_) return flush_result::waiting;
  const std::uint64_t sent = queue_.sent_position();
  if (sent >= send_limit) return flush_result::budget_spent;
  const net::socket_sink sink{.socket = socket_.get(), .wait = disk_.allowance(now)};
  const net::flush_outcome outcome = queue_.flush(sink, send_limit - sent);
  unfinished_.write_ended(r.journal, peer_, queue_.sent_position(), now);
  switch (outcome) {
    case net::flush_outcome::drained: return when_empty;
    case net::flush_outcome::blocked: writable_ = false; return flush_result::waiting;
    case net::flush_outcome::cold: disk_.note_wait(); return flush_result::waiting;
    case net::flush_outcome::budget_spent: return flush_result::budget_spent;
    case net::flush_outcome::failed:
    case net::flush_outcome::truncated: break;
  }
  return flush_result::broken;
}

// -- The end of a connection --------------------------------------------------------------------

// Where nothing unread can be in the socket, it is closed at once. Otherwise the close would turn
// into a reset, and take with it what the client has not read yet (RFC 9112 section 9.6).
verdict connection::finish(reactor& r, const base::moment& now, std::uint64_t send_limit) {
  switch (flush(r, now, send_limit)) {
    case flush_result::drained: break;
    case flush_result::waiting: return verdict::wait;
    case flush_result::budget_spent: return verdict::run_again;
    case flush_result::broken: return verdict::close;
  }
  if (input_ended_ || (!must_linger_ && !readable_)) return verdict::close;
  net::shutdown_write(socket_.get());
  state_ = state::lingering;
  return linger(r);
}

verdict connection::linger(reactor& r) {
  std::string_view ignored;
  while (readable_) {
    if (lingered_bytes_ >= base::kLingerBytes) return verdict::close;
    switch (receive(r, ignored)) {
      case net::io_status::moved: lingered_bytes_ += ignored.size(); break;
      case net::io_status::cold:
      case net::io_status::blocked: break;
      case net::io_status::eof:
      case net::io_status::failed: return verdict::close;
    }
  }
  return verdict::wait;
}

// Each phase has a list. The time of a phase begins when the phase does, and anew with each answer
// (a new request is awaited) or, for a write, with each byte that moves.
void connection::set_deadline(reactor& r, const base::moment& now, bool has_sent) {
  net::deadline_list* wanted = &r.deadlines.idle;
  bool begins_anew = answered_ > 0;
  if (state_ == state::lingering) {
    wanted = &r.deadlines.linger;
  } else if (disk_.is_waiting() && (writable_ || queue_.empty())) {
    wanted = disk_.is_for_check() ? &r.deadlines.check : &r.deadlines.disk;
    begins_anew = true;
  } else if (!queue_.empty() || listing_) {
    wanted = &r.deadlines.write;
    begins_anew = has_sent;
  } else if (state_ == state::greeting) {
    wanted = &r.deadlines.head;
  } else if (partial_ && partial_->started()) {
    wanted = partial_->in_content() ? &r.deadlines.content : &r.deadlines.head;
  }
  const bool is_new = !timer_.runs_in(*wanted);
  if (wanted == &r.deadlines.write && (begins_anew || is_new)) timer_.watch_peer();
  if (is_new) r.count_phase(timer_.phase(), wanted);
  timer_.set(*wanted, begins_anew, now.monotonic);
}

// -- The journal --------------------------------------------------------------------------------

void connection::note_answer(reactor& r, const base::moment& now, const http::request& request,
                             const site::answer& given) {
  ++answered_;
  r.metrics.note_response(request.method, given.status);
  if (!r.journal.is_wanted()) return;
  const net::host_text client = client_behind(request, peer_, r.trusted_proxies);
  journal_entry entry = entry_of(request, given, queue_.queued_position(), client.view(), now);
  if (given.is_guarded) entry.user = r.site.user();
  unfinished_.add(r.journal, entry);
}

}  // namespace owlet::server
