// The admin listener: what the server tells of itself, beside the public side.
#pragma once

#include <list>
#include <optional>
#include <span>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/net/deadline_list.h"
#include "owlet/net/listener.h"
#include "owlet/net/poller.h"
#include "owlet/server/admin_connection.h"
#include "owlet/server/descriptor_use.h"
#include "owlet/server/metrics.h"
#include "owlet/server/status_view.h"
#include "owlet/server/work_allowance.h"

namespace owlet::server {

// Answers /metrics, /healthz, /readyz and / on listeners of its own. Lives in a loop that is not
// its own: it never waits, and what it does there is bounded, whatever its clients do. Owns its
// listeners, clients and poller; borrows the slots of the metrics.
class admin {
public:
  // Throws std::system_error.
  admin(std::vector<net::listener> listeners, std::span<const metrics_slot> slots);
  admin(const admin&) = delete;
  admin& operator=(const admin&) = delete;

  // Where it really listens, in the order in which they were given.
  [[nodiscard]] std::vector<net::listener>& listeners() { return listeners_; }
  [[nodiscard]] const std::vector<net::listener>& listeners() const { return listeners_; }

  // Readable when there is something to do, for the poller of the loop around it. Edges of it are
  // enough.
  [[nodiscard]] int fd() const { return poller_.fd(); }
  // When there is something to do without that; nothing when there is not.
  [[nodiscard]] std::optional<base::time_point> next_due() const;

  // Does what there is to do now.
  void turn(const base::moment& now, const server_facts& facts);

private:
  void take_events();
  void accept_clients(base::time_point now);
  [[nodiscard]] base::time_point next_accept() const;
  [[nodiscard]] bool accept_one(const net::listener& listener, base::time_point now);
  void admit(net::accept_result client, base::time_point now);
  void run_clients(const status_view& view);
  void expire(base::time_point now);
  void remove(int fd);

  std::span<const metrics_slot> slots_;
  std::vector<net::listener> listeners_;
  net::poller poller_;
  net::deadline_list deadlines_;
  work_allowance accepts_;
  work_allowance work_;
  descriptor_watch descriptors_;
  std::list<admin_connection> clients_;  // who comes first has waited longest
  bool newcomers_wait_ = true;           // no accept has said yet that nobody waits
  bool clients_wait_ = false;            // for the allowance
  std::optional<base::time_point> accept_retry_;
};

}  // namespace owlet::server
