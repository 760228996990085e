// The admin listener: what the server tells of itself, beside the public side.
#include "owlet/server/admin.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "owlet/base/limits.h"

namespace owlet::server {

namespace {

// When accept failed for want of descriptors that others hold, no edge tells when there are some.
constexpr std::chrono::milliseconds kAcceptRetryDelay{50};

}  // namespace

admin::admin(std::vector<net::listener> listeners, std::span<const metrics_slot> slots)
    : slots_(slots),
      listeners_(std::move(listeners)),
      deadlines_(base::kAdminTime),
      accepts_(base::kAdminBurst, base::kAdminInterval),
      work_(base::kAdminBurst, base::kAdminInterval) {
  for (const net::listener& listener : listeners_) poller_.add_source(listener.fd());
}

std::optional<base::time_point> admin::next_due() const {
  std::optional<base::time_point> next = deadlines_.next_due();
  const auto consider = [&next](base::time_point due) { next = next ? std::min(*next, due) : due; };
  if (newcomers_wait_) consider(next_accept());
  if (clients_wait_) consider(work_.next());
  if (accept_retry_) consider(*accept_retry_);
  return next;
}

void admin::turn(const base::moment& now, const server_facts& facts) {
  take_events();
  accept_clients(now.monotonic);
  run_clients({.slots = slots_,
               .descriptors = descriptors_.look(slots_, now.monotonic),
               .facts = facts,
               .now = now});
  expire(now.monotonic);
}

// A batch has room for all descriptors there are, and one that becomes ready later makes an edge.
void admin::take_events() {
  static_assert(net::poller::kBatch > 2 * base::kMaxAdminClients);
  for (const net::readiness& event : poller_.wait(std::chrono::nanoseconds{0})) {
    const auto found = std::ranges::find(clients_, event.fd, &admin_connection::fd);
    if (found == clients_.end()) {
      newcomers_wait_ = true;
    } else {
      found->mark_ready(event);
    }
  }
}

void admin::accept_clients(base::time_point now) {
  const bool is_retry_due = accept_retry_ && *accept_retry_ <= now;
  if (!newcomers_wait_ && !is_retry_due) return;
  newcomers_wait_ = false;
  accept_retry_.reset();
  for (const net::listener& listener : listeners_) {
    while (accept_one(listener, now)) {
    }
  }
}

// Where there are too many clients, the one who was answered longest ago can do without us, once he
// has had some time. Until then, newcomers wait in the kernel.
base::time_point admin::next_accept() const {
  if (clients_.size() < base::kMaxAdminClients) return accepts_.next();
  const base::time_point end_of_oldest = *deadlines_.next_due();
  return std::max(accepts_.next(), end_of_oldest - base::kAdminTime + base::kMinAdminTime);
}

// True when there may be another one.
bool admin::accept_one(const net::listener& listener, base::time_point now) {
  if (next_accept() > now || !accepts_.take(now)) {
    newcomers_wait_ = true;
    return false;
  }
  net::accept_result client = listener.accept();
  switch (client.status) {
    case net::accept_status::accepted: admit(std::move(client), now); return true;
    case net::accept_status::gone: return true;
    case net::accept_status::blocked: return false;
    case net::accept_status::exhausted: accept_retry_ = now + kAcceptRetryDelay; return false;
  }
  return false;
}

void admin::admit(net::accept_result client, base::time_point now) {
  if (clients_.size() >= base::kMaxAdminClients) remove(deadlines_.oldest()->fd());
  const int fd = client.socket.get();
  admin_connection& added = clients_.emplace_back(std::move(client.socket));
  deadlines_.set(added.deadline(), now);
  if (!poller_.add_connection(fd)) clients_.pop_back();
}

// Each response begins the time for the next one. Where the allowance ends, whoever has used it
// goes to the end of the queue.
void admin::run_clients(const status_view& view) {
  clients_wait_ = false;
  for (std::size_t left = clients_.size(); left > 0 && !clients_wait_; --left) {
    admin_connection& client = clients_.front();
    const std::uint64_t answered = client.answered();
    const admin_verdict outcome = client.step(view, work_);
    if (client.answered() != answered) deadlines_.set(client.deadline(), view.now.monotonic);
    clients_wait_ = outcome == admin_verdict::run_again;
    if (outcome == admin_verdict::close) {
      clients_.pop_front();
    } else {
      clients_.splice(clients_.end(), clients_, clients_.begin());
    }
  }
}

void admin::expire(base::time_point now) {
  for (auto* due = deadlines_.expired(now); due != nullptr; due = deadlines_.expired(now)) {
    remove(due->fd());
  }
}

void admin::remove(int fd) {
  std::erase_if(clients_, [fd](const admin_connection& client) { return client.fd() == fd; });
}

}  // namespace owlet::server
