// The loop.
#include "owlet/server/server.h"

#include <unistd.h>
#include <algorithm>
#include <csignal>
#include <utility>

#include "owlet/base/heap.h"

namespace owlet::server {

namespace {

// When accept failed for want of descriptors that others hold, no edge tells when there are some.
constexpr std::chrono::milliseconds kAcceptRetryDelay{50};

constexpr std::chrono::seconds kTidyInterval{5};

// With fewer, there is no memory worth giving back.
constexpr std::size_t kManyConnections = 256;

}  // namespace

server::server(const config& settings, std::vector<net::listener> listeners)
    : timeout_(settings.timeout),
      reactor_(settings.root, budget_.within(settings.site), settings.timeout),
      signals_({SIGTERM, SIGINT}),
      listeners_(std::move(listeners)) {
  net::ignore_write_signals();
  if (!settings.log.target.empty()) reactor_.journal.log.emplace(settings.log.target);
  if (settings.debug == debug_output::on) reactor_.journal.debug.emplace(STDERR_FILENO);
  poller_.add_source(signals_.fd());
  for (const net::listener& listener : listeners_) poller_.add_source(listener.fd());
}

std::vector<net::endpoint> server::addresses() const {
  std::vector<net::endpoint> bound;
  for (const net::listener& listener : listeners_) bound.push_back(listener.where());
  return bound;
}

void server::run() {
  base::moment now = base::read_clock();
  while (!is_finished(now)) {
    const auto ready = poller_.wait(time_to_wait(now.monotonic));
    now = base::read_clock();
    reactor_.site.begin_epoch();
    for (const net::readiness& event : ready) handle(event);
    take_signals(now);
    run_scheduled(now);
    if (everybody_was_heard(ready.size())) expire_deadlines(now);
    if (clients_wait_ || (accept_retry_ && *accept_retry_ <= now.monotonic)) accept_clients(now);
    reactor_.journal.flush_if_due(now.monotonic);
    tidy(now.monotonic);
  }
  connections_.for_each([&](connection& client) { erase(client, now); });
}

// An event only leaves a note. Connections come first, for they are most of the events.
void server::handle(const net::readiness& ready) {
  if (connection* client = connections_.find(ready.fd)) {
    client->mark_ready(ready);
    schedule(*client);
  } else if (ready.fd == signals_.fd()) {
    signals_wait_ = true;
  } else {
    clients_wait_ = true;
  }
}

// -- Connections come ---------------------------------------------------------------------------

void server::accept_clients(const base::moment& now) {
  int left = base::kAcceptBudget;
  clients_wait_ = false;
  accept_retry_.reset();
  admitted_ = 0;
  for (const net::listener& listener : listeners_) {
    while (left > 0 && accept_one(listener, now)) --left;
  }
  welcome(now);
  if (left == 0) clients_wait_ = true;
  budget_.take_spare();
}

// True when there may be another one. Nobody is turned away for the sake of those who came in this
// very turn: some of them may be gone by the next.
bool server::accept_one(const net::listener& listener, const base::moment& now) {
  const bool has_room = budget_.has_room_for(connections_.size() + 1);
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
      return welcome(now) || reactor_.site.give_back_descriptors() || make_room(now) ||
             accept_in_need(listener, now);
  }
  if (has_room || make_room(now)) {
    admit(std::move(client), now);
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
  base::segment_buffer response;
  reactor_.site.refuse(http::status::service_unavailable, http::method::get, now, response);
  [[maybe_unused]] const auto read = net::receive(client.socket.get(), reactor_.input);
  [[maybe_unused]] const auto sent =
      net::send_bytes(client.socket.get(), response.memory, net::more_follows::no);
}

// The client that has asked for nothing for the longest time can do without us.
bool server::make_room(const base::moment& now) {
  const net::deadline* idle = reactor_.deadlines.idle.oldest();
  if (idle == nullptr) return false;
  erase(*connections_.find(idle->fd()), now);
  return true;
}

void server::admit(net::accept_result client, const base::moment& now) {
  newcomers_.add(connections_.add(std::move(client.socket), client.peer).fd());
  most_connections_ = std::max(most_connections_, connections_.size());
  ++admitted_;
  if (newcomers_.is_full()) welcome(now);
}

// The request is usually there with the connection, and when it is the only one, the connection
// never gets to know the poller.
bool server::welcome(const base::moment& now) {
  if (newcomers_.empty()) return false;
  const auto clients = newcomers_.read_all();
  reactor_.site.begin_epoch();
  for (const newcomers::newcomer& each : clients) {
    connection& added = *connections_.find(each.fd);
    verdict outcome = added.begin(reactor_, now, each.input);
    if (outcome != verdict::close && !poller_.add_connection(each.fd)) outcome = verdict::close;
    settle(added, outcome, now);
  }
  return true;
}

// -- Connections run and go ---------------------------------------------------------------------

void server::schedule(connection& client) {
  if (std::exchange(client.is_scheduled, true)) return;
  scheduled_.push_back(client.fd());
}

// One round. Those who are in it share what a turn may send, down to the least that is worth a
// call; whoever comes or wakes up later in the turn has that least. Who is scheduled meanwhile has
// to wait for the next one. A connection that was closed since may have left its descriptor to
// another, which then is not scheduled.
void server::run_scheduled(const base::moment& now) {
  running_.swap(scheduled_);
  reactor_.send_budget_bytes =
      std::max(base::kTurnBudgetBytes / std::max<std::size_t>(running_.size(), 1),
               base::kMinSendBudgetBytes);
  for (const int fd : running_) {
    connection* client = connections_.find(fd);
    if (client == nullptr || !std::exchange(client->is_scheduled, false)) continue;
    settle(*client, client->step(reactor_, now), now);
  }
  running_.clear();
  reactor_.send_budget_bytes = base::kMinSendBudgetBytes;
}

// Whoever did not fit into a batch may have something there that makes his deadline void. The
// poller takes turns, so that full batches in a row reach everybody in the end.
bool server::everybody_was_heard(std::size_t batch) {
  heard_ += batch;
  if (batch == net::poller::kBatch && heard_ <= connections_.size()) return false;
  heard_ = 0;
  return true;
}

void server::expire_deadlines(const base::moment& now) {
  for (net::deadline_list* list : reactor_.deadlines.all()) {
    for (auto* due = list->expired(now.monotonic); due != nullptr;
         due = list->expired(now.monotonic)) {
      connection& client = *connections_.find(due->fd());
      settle(client, client.expire(reactor_, now), now);
    }
  }
}

void server::settle(connection& client, verdict outcome, const base::moment& now) {
  switch (outcome) {
    case verdict::wait:
      if (reactor_.draining && client.is_idle()) erase(client, now);
      break;
    case verdict::run_again: schedule(client); break;
    case verdict::close: erase(client, now); break;
  }
}

void server::erase(connection& client, const base::moment& now) {
  client.close_journal(reactor_, now);
  connections_.remove(client);
}

// -- The end ------------------------------------------------------------------------------------

// The first signal lets requests under way end; a second one, in a later wake-up, does not.
void server::take_signals(const base::moment& now) {
  if (!std::exchange(signals_wait_, false)) return;
  const bool is_draining = drain_end_.has_value();
  while (signals_.take()) {
    if (is_draining) {
      drain_end_ = now.monotonic;
    } else if (!drain_end_) {
      start_draining(now);
    }
  }
}

// Clients whose connections are complete already are still let in. An idle one is looked at once
// more: its request may have come this very moment.
void server::start_draining(const base::moment& now) {
  drain_end_ = now.monotonic + timeout_;
  constexpr int kMaxRounds = base::kListenBacklog / base::kAcceptBudget;
  clients_wait_ = true;
  for (int round = 0; clients_wait_ && round < kMaxRounds; ++round) accept_clients(now);
  listeners_.clear();
  clients_wait_ = false;
  accept_retry_.reset();
  reactor_.draining = true;
  connections_.for_each([this](connection& client) {
    if (!client.is_idle()) return;
    client.look_again();
    schedule(client);
  });
}

// Files that are kept open for nobody are closed a few seconds later, and the memory of many
// connections is given back when most of them are gone.
void server::tidy(base::time_point now) {
  if (!is_untidy()) {
    next_tidy_.reset();
  } else if (!next_tidy_) {
    next_tidy_ = now + kTidyInterval;
  } else if (*next_tidy_ <= now) {
    reactor_.site.tidy();
    if (has_shrunk()) {
      base::trim_heap();
      most_connections_ = connections_.size();
    }
    next_tidy_ = now + kTidyInterval;
  }
}

bool server::has_shrunk() const {
  return most_connections_ >= kManyConnections && connections_.size() < most_connections_ / 2;
}

bool server::is_untidy() const { return reactor_.site.is_untidy() || has_shrunk(); }

bool server::is_finished(const base::moment& now) const {
  return drain_end_ && (connections_.size() == 0 || now.monotonic >= *drain_end_);
}

std::optional<std::chrono::nanoseconds> server::time_to_wait(base::time_point now) {
  if (!scheduled_.empty() || clients_wait_) return std::chrono::nanoseconds{0};
  std::optional<base::time_point> next;
  const auto consider = [&next](std::optional<base::time_point> due) {
    if (due && (!next || *due < *next)) next = due;
  };
  for (const net::deadline_list* list : reactor_.deadlines.all()) consider(list->next_due());
  consider(reactor_.journal.next_due());
  consider(accept_retry_);
  consider(next_tidy_);
  consider(drain_end_);
  if (!next) return std::nullopt;
  return std::max<std::chrono::nanoseconds>(*next - now, std::chrono::nanoseconds{0});
}

}  // namespace owlet::server
