// The loop.
#include "owlet/server/server.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "owlet/base/heap.h"

namespace owlet::server {

namespace {

// When accept failed for want of descriptors that others hold, no edge tells when there are some.
constexpr std::chrono::milliseconds kAcceptRetryDelay{50};
constexpr std::chrono::seconds kTidyInterval{5};

// Beside the listeners: what the process watches, the log of its errors, and who checks passwords.
constexpr std::size_t kForeignDescriptors = 7;

// Not inlined, for most have nothing to do with passwords.
[[gnu::noinline]] std::optional<base::time_point> earlier(std::optional<base::time_point> one,
                                                          std::optional<base::time_point> other) {
  return one && (!other || *one < *other) ? one : other;
}

}  // namespace

server::server(const config& settings, std::vector<net::listener> listeners, metrics_slot& account)
    : is_watched_(settings.metrics == metrics_use::on),
      drain_timeout_(settings.drain_timeout),
      log_settings_(settings.log),
      budget_(listeners.size() + kForeignDescriptors),
      reactor_(settings.root, budget_.within(settings.site), settings.timeout, account),
      listeners_(std::move(listeners)) {
  reactor_.trusted_proxies = settings.trusted_proxies;
  reactor_.journal.open(settings.log);
  if (settings.site.auth.is_on()) passwords_.emplace(settings.password_program, poller_);
  if (settings.debug == debug_output::on) reactor_.journal.debug.emplace(STDERR_FILENO);
  reactor_.journal.colours = settings.colours;
  for (const net::listener& listener : listeners_) {
    listener.is_shared() ? poller_.add_shared_source(listener.fd())
                         : poller_.add_source(listener.fd());
  }
}

server::outcome server::run(std::optional<base::time_point> until) {
  base::moment now = base::read_clock();
  while (!is_finished(now)) {
    if (std::exchange(has_attention_, false)) return outcome::attention;
    const auto ready = poller_.wait(time_to_wait(now.monotonic, until));
    now = base::read_clock();
    if (is_watched_) reactor_.metrics.begin_turn(now.monotonic);
    take_turn(ready, now);
    if (is_watched_) reactor_.metrics.end_turn(std::chrono::steady_clock::now());
    if (until && *until <= now.monotonic) return outcome::attention;
  }
  const bool is_whole = clients_.owe_nothing();
  clients_.close_all(now);
  return is_whole ? outcome::drained : outcome::cut_off;
}

// Connections come first, for they are most of the events.
void server::take_turn(std::span<const net::readiness> ready, const base::moment& now) {
  reactor_.site.begin_epoch();
  for (const net::readiness& event : ready) {
    if (clients_.wake(event) || (passwords_ && passwords_->fd() == event.fd)) continue;
    (is_listener(event.fd) ? clients_wait_ : has_attention_) = true;
  }
  if (passwords_) hear_passwords(now.monotonic);
  clients_.run_round(now);
  if (everybody_was_heard(ready.size()) && next_deadline_ <= now.monotonic) {
    clients_.expire_deadlines(now);
  }
  if (clients_wait_ || (accept_retry_ && *accept_retry_ <= now.monotonic)) accept_clients(now);
  if (passwords_) check_passwords(now.monotonic);
  if (closing_at_ && !drain_end_ && *closing_at_ <= now.monotonic) close_doors(now);
  if (reactor_.journal.is_wanted()) {
    reactor_.journal.flush_if_due(now.monotonic);
    reactor_.metrics.slot().dropped_log_lines.add(reactor_.journal.take_dropped());
  }
  tidy(now.monotonic);
}

// What has come of a check is known before those run who wait for it. There is no gate where the
// settings with one could not be taken over.
void server::hear_passwords(base::time_point now) {
  if (!reactor_.site.has_guard()) return;
  const std::uint64_t told = passwords_->hear(reactor_.site.door(), now);
  if (told != 0) clients_.wake_awaiting(told);
}

void server::check_passwords(base::time_point now) {
  if (!reactor_.site.has_guard()) return;
  const std::uint64_t told = passwords_->go_on(reactor_.site.door(), now);
  if (told != 0) clients_.wake_awaiting(told);
}

bool server::is_listener(int fd) const {
  return std::any_of(listeners_.begin(), listeners_.end(),
                     [fd](const net::listener& each) { return each.fd() == fd; });
}

// Whoever did not fit into a batch may have something there that makes his deadline void. The
// poller takes turns, so that full batches in a row reach everybody in the end.
bool server::everybody_was_heard(std::size_t batch) {
  heard_ += batch;
  if (batch == net::poller::kBatch && heard_ <= clients_.size()) return false;
  heard_ = 0;
  return true;
}

// -- Clients come -------------------------------------------------------------------------------

void server::accept_clients(const base::moment& now) {
  int left = base::kAcceptBudget;
  clients_wait_ = false;
  accept_retry_.reset();
  admitted_ = 0;
  for (const net::listener& listener : listeners_) {
    while (left > 0 && accept_one(listener, now)) --left;
  }
  clients_.welcome(now);
  if (left == 0) clients_wait_ = true;
  budget_.take_spare();
}

// True when there may be another one. Nobody is turned away for the sake of those who came in this
// very turn: some of them may be gone by the next.
bool server::accept_one(const net::listener& listener, const base::moment& now) {
  const bool has_room = budget_.has_room_for(clients_.size() + 1);
  if (!has_room && admitted_ > 0) {
    clients_wait_ = true;
    return false;
  }
  net::accept_result client = listener.accept();
  switch (client.status) {
    case net::accept_status::accepted: break;
    case net::accept_status::gone: return true;
    case net::accept_status::blocked: return false;
    case net::accept_status::exhausted:
      return clients_.welcome(now) || reactor_.site.give_back_descriptors() ||
             clients_.close_idle(now) || accept_in_need(listener, now);
  }
  if (has_room || clients_.close_idle(now)) {
    admit(std::move(client), listener.has_proxy_header() ? greeting::proxy_header : greeting::none,
          now);
  } else {
    turn_away(client, now);
  }
  return true;
}

// No descriptor is left, and nobody is idle: whoever waits is told so.
bool server::accept_in_need(const net::listener& listener, const base::moment& now) {
  const net::accept_result client = budget_.accept_with_spare(listener);
  switch (client.status) {
    case net::accept_status::accepted: turn_away(client, now); break;
    case net::accept_status::gone: break;
    case net::accept_status::blocked: return false;
    case net::accept_status::exhausted:
      accept_retry_ = now.monotonic + kAcceptRetryDelay;
      return false;
  }
  return true;
}

// Reads what is there first: a close that leaves something unread would overtake the response.
void server::turn_away(const net::accept_result& client, const base::moment& now) {
  reactor_.metrics.note_refused();
  base::segment_buffer response;
  reactor_.site.refuse(http::status::service_unavailable, http::method::get, now, response);
  [[maybe_unused]] const auto read = net::receive(client.socket.get(), reactor_.input);
  [[maybe_unused]] const auto sent =
      net::send_bytes(client.socket.get(), response.memory, net::more_follows::no);
}

void server::admit(net::accept_result client, greeting first, const base::moment& now) {
  clients_.add(std::move(client), first);
  reactor_.metrics.note_accepted();
  ++admitted_;
  if (clients_.is_welcome_due()) clients_.welcome(now);
}

// -- Other settings -----------------------------------------------------------------------------

// What may fail comes first. A log that stays the same one is only opened anew.
void server::apply(const config& settings) {
  const bool is_same_log = settings.log == log_settings_;
  if (!is_same_log && !settings.log.target.empty()) access_log{settings.log.target};
  const bool is_new = settings.site.auth.is_on() && !passwords_;
  if (is_new) passwords_.emplace(settings.password_program, poller_);
  try {
    reactor_.site.reopen(settings.root, budget_.within(settings.site),
                         std::chrono::steady_clock::now());
  } catch (...) {
    if (is_new) passwords_.reset();
    throw;
  }
  if (!settings.site.auth.is_on()) passwords_.reset();
  is_same_log ? reopen_logs() : reactor_.journal.open(settings.log);
  log_settings_ = settings.log;
  reactor_.journal.debug.reset();
  if (settings.debug == debug_output::on) reactor_.journal.debug.emplace(STDERR_FILENO);
  reactor_.deadlines.set_timeout(settings.timeout);
  reactor_.trusted_proxies = settings.trusted_proxies;
  drain_timeout_ = settings.drain_timeout;
}

void server::disown_listeners() {
  for (net::listener& each : listeners_) each.name().disown();
}

void server::own_listeners() {
  for (net::listener& each : listeners_) each.name().own();
}

void server::reopen_logs() { reactor_.journal.reopen(base::read_clock().monotonic); }

// -- The end ------------------------------------------------------------------------------------

void server::begin_draining(base::duration delay) {
  if (!closing_at_) closing_at_ = base::read_clock().monotonic + delay;
}

void server::give_way() {
  if (!closing_at_) idle_grace_ = base::kIdleGraceAfterUpgrade;
  begin_draining({});
}

void server::stop() {
  const base::moment now = base::read_clock();
  if (!drain_end_) close_doors(now);
  drain_end_ = now.monotonic;
}

// Clients whose connections are complete already are still let in.
void server::close_doors(const base::moment& now) {
  drain_end_ = now.monotonic + drain_timeout_;
  constexpr int kMaxRounds = base::kListenBacklog / base::kAcceptBudget;
  clients_wait_ = true;
  for (int round = 0; clients_wait_ && round < kMaxRounds; ++round) accept_clients(now);
  for (const net::listener& each : listeners_) poller_.remove_source(each.fd());
  listeners_.clear();
  clients_wait_ = false;
  accept_retry_.reset();
  clients_.begin_draining(idle_grace_, now);
}

// Files that are kept open for nobody are closed a few seconds later, and the memory of many
// connections, or of large listings, is given back when they are gone.
void server::tidy(base::time_point now) {
  if (!is_untidy()) {
    next_tidy_.reset();
  } else if (!next_tidy_) {
    next_tidy_ = now + kTidyInterval;
  } else if (*next_tidy_ <= now) {
    reactor_.site.tidy(now);
    if (clients_.has_shrunk() || reactor_.site.has_shed_memory()) {
      base::trim_heap();
      clients_.note_trimmed();
      reactor_.site.note_trimmed();
    }
    next_tidy_ = now + kTidyInterval;
  }
}

std::optional<base::time_point> server::next_check() {
  if (!reactor_.site.has_guard()) return std::nullopt;
  return passwords_->next_due(reactor_.site.door());
}

bool server::is_finished(const base::moment& now) const {
  return drain_end_ && (clients_.size() == 0 || now.monotonic >= *drain_end_);
}

std::optional<std::chrono::nanoseconds> server::time_to_wait(
    base::time_point now, std::optional<base::time_point> until) {
  next_deadline_ = base::time_point::min();
  if (clients_.can_go_on() || clients_wait_) return std::chrono::nanoseconds{0};
  std::optional<base::time_point> next;
  const auto consider = [&next](std::optional<base::time_point> due) {
    if (due && (!next || *due < *next)) next = due;
  };
  for (const net::deadline_list* list : reactor_.deadlines.all()) consider(list->next_due());
  consider(clients_.grace_end());
  consider(reactor_.deadlines.check.next_due());
  next_deadline_ = next.value_or(base::time_point::max());
  if (passwords_) next = earlier(next, next_check());
  consider(until);
  consider(reactor_.journal.next_due());
  consider(accept_retry_);
  consider(next_tidy_);
  consider(drain_end_ ? drain_end_ : closing_at_);
  if (!next) return std::nullopt;
  return std::max<std::chrono::nanoseconds>(*next - now, std::chrono::nanoseconds{0});
}

}  // namespace owlet::server
