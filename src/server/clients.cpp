// All clients of a reactor: who of them runs, and who has to go.
#include "owlet/server/clients.h"

#include <algorithm>
#include <utility>

namespace owlet::server {

namespace {

// With fewer, there is no memory worth giving back.
constexpr std::size_t kManyConnections = 256;

}  // namespace

// -- They come ----------------------------------------------------------------------------------

void clients::add(net::accept_result client, greeting first) {
  newcomers_.add(connections_.add(std::move(client.socket), client.peer, first).fd());
  most_ = std::max(most_, size());
}

// The request is usually there with the connection, and when it is the only one, the connection
// never gets to know the poller.
bool clients::welcome(const base::moment& now) {
  if (newcomers_.empty()) return false;
  const auto batch = newcomers_.read_all();
  reactor_.site.begin_epoch();
  for (const newcomers::newcomer& each : batch) {
    connection& added = *connections_.find(each.fd);
    verdict outcome = added.begin(reactor_, now, each.input);
    if (outcome != verdict::close && !poller_.add_connection(each.fd)) outcome = verdict::close;
    settle(added, outcome, now);
  }
  return true;
}

// -- They run -----------------------------------------------------------------------------------

// An event only leaves a note.
bool clients::wake(const net::readiness& event) {
  connection* client = connections_.find(event.fd);
  if (client == nullptr) return false;
  client->mark_ready(event);
  schedule(*client);
  return true;
}

void clients::wake_awaiting(std::uint64_t check) {
  reactor_.deadlines.check.for_each([&](const net::deadline& each) {
    connection& client = *connections_.find(each.fd());
    if (client.awaits(check)) schedule(client);
  });
}

void clients::schedule(connection& client) {
  if (std::exchange(client.is_scheduled, true)) return;
  scheduled_.push_back(client.fd());
}

// Who is scheduled meanwhile has to wait for the next round. A connection that was closed since may
// have left its descriptor to another, which then is not scheduled.
void clients::run_round(const base::moment& now) {
  running_.swap(scheduled_);
  reactor_.share = budget_.begin_turn(running_.size(), now.monotonic);
  for (const int fd : running_) {
    connection* client = connections_.find(fd);
    if (client == nullptr || !std::exchange(client->is_scheduled, false)) continue;
    settle(*client, client->step(reactor_, now), now);
  }
  running_.clear();
  reactor_.share = budget_.end_turn(!scheduled_.empty());
}

void clients::expire_deadlines(const base::moment& now) {
  for (net::deadline_list* list : reactor_.deadlines.all()) expire(*list, now);
  expire(reactor_.deadlines.check, now);
  if (!grace_end_ || now.monotonic < *grace_end_) return;
  grace_end_.reset();
  close_if_idle_since(base::time_point::max(), now);
}

void clients::expire(net::deadline_list& list, const base::moment& now) {
  for (auto* due = list.expired(now.monotonic); due != nullptr; due = list.expired(now.monotonic)) {
    connection& client = *connections_.find(due->fd());
    settle(client, client.expire(reactor_, now), now);
  }
}

void clients::settle(connection& client, verdict outcome, const base::moment& now) {
  switch (outcome) {
    case verdict::wait:
      if (reactor_.draining && !grace_end_) grace_end_ = now.monotonic + grace_;
      break;
    case verdict::run_again: schedule(client); break;
    case verdict::close: erase(client, now); break;
  }
}

// -- They go ------------------------------------------------------------------------------------

void clients::erase(connection& client, const base::moment& now) {
  client.leave(reactor_);
  client.close_journal(reactor_, now);
  connections_.remove(client);
}

// The client that has asked for nothing for the longest time can do without us.
bool clients::close_idle(const base::moment& now) {
  const net::deadline* idle = reactor_.deadlines.idle.oldest();
  if (idle == nullptr) return false;
  erase(*connections_.find(idle->fd()), now);
  return true;
}

void clients::begin_draining(base::duration grace, const base::moment& now) {
  reactor_.draining = true;
  grace_ = grace;
  close_if_idle_since(now.monotonic - grace, now);
  if (size() > 0) grace_end_ = now.monotonic + grace;
}

// Each of them is looked at once more: his request may have come this very moment.
void clients::close_if_idle_since(base::time_point then, const base::moment& now) {
  connections_.for_each([&](connection& client) {
    if (!client.is_idle() || client.phase_began() > then) return;
    client.look_again();
    const verdict outcome = client.step(reactor_, now);
    client.is_idle() ? erase(client, now) : settle(client, outcome, now);
  });
}

void clients::close_all(const base::moment& now) {
  connections_.for_each([&](connection& client) { erase(client, now); });
}

bool clients::owe_nothing() {
  bool is_nothing_due = true;
  connections_.for_each(
      [&](const connection& client) { is_nothing_due = is_nothing_due && client.owes_nothing(); });
  return is_nothing_due;
}

bool clients::has_shrunk() const { return most_ >= kManyConnections && size() < most_ / 2; }

}  // namespace owlet::server
