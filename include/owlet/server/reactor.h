// What the connections of one reactor share.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/base/limits.h"
#include "owlet/base/segment_buffer.h"
#include "owlet/http/request_memo.h"
#include "owlet/http/request_parser.h"
#include "owlet/net/address_range.h"
#include "owlet/net/deadline_list.h"
#include "owlet/server/metrics_writer.h"
#include "owlet/server/request_journal.h"
#include "owlet/server/turn_budget.h"
#include "owlet/site/site.h"

namespace owlet::server {

// For checks that take too long; what comes of one is told at once.
inline constexpr std::chrono::seconds kCheckLookInterval{1};

// One list per phase of a connection that has a time-out.
struct deadline_lists {
  explicit deadline_lists(base::duration timeout)
      : head(timeout),
        content(timeout),
        idle(timeout),
        write(timeout),
        disk(base::kDiskLookInterval),
        linger(base::kLingerTime),
        check(kCheckLookInterval) {}

  net::deadline_list head;     // until a request head is whole
  net::deadline_list content;  // until its content is
  net::deadline_list idle;     // until the next request begins
  net::deadline_list write;    // until the peer takes more
  net::deadline_list disk;     // until the disk is looked at again
  net::deadline_list linger;   // until a connection that is closing is closed
  net::deadline_list check;    // until a password is looked at again that nothing has come of yet

  // Of the phases that begin from here on.
  void set_timeout(base::duration timeout) {
    for (net::deadline_list* list : {&head, &content, &idle, &write}) list->set_length(timeout);
  }

  // But for `check`, which is empty where there are no passwords.
  [[nodiscard]] std::array<net::deadline_list*, 6> all() {
    return {&head, &content, &idle, &write, &disk, &linger};
  }
  // What a connection does that waits in such a list; all() has the order of the states.
  [[nodiscard]] connection_state state_of(const net::deadline_list* list) {
    if (list == &check) return connection_state::waiting_for_password;
    const auto lists = all();
    const auto at = std::ranges::find(lists, list) - lists.begin();
    return list == nullptr ? connection_state::none : static_cast<connection_state>(at + 1);
  }
};

// Passed down to each step of a connection. The buffers are scratch space: nothing is in them
// between two steps.
struct reactor {
  reactor(const std::string& root, const site::options& how, base::duration timeout,
          metrics_slot& account)
      : site(root, how), deadlines(timeout), metrics(account, ::getpid()) {
    site.count_in(account.cache);
  }

  // A connection goes from one list to another; null is where it comes from and where it goes to.
  [[gnu::noinline]] void count_phase(const net::deadline_list* from, const net::deadline_list* to) {
    metrics.move_connection(deadlines.state_of(from), deadlines.state_of(to));
  }

  site::site site;
  deadline_lists deadlines;
  request_journal journal;
  metrics_writer metrics;
  std::vector<net::address_range> trusted_proxies;
  turn_share share;       // of a connection, in this turn
  bool draining = false;  // every response is the last one on its connection
  http::request_parser parser;
  http::request_memo memo;
  base::segment_buffer output;
  std::array<char, base::kReceiveBufferBytes> input;
};

}  // namespace owlet::server
