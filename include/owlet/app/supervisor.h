// The parent of the workers.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstddef>
#include <optional>
#include <vector>

#include "owlet/app/settings.h"
#include "owlet/app/worker.h"
#include "owlet/base/back_off.h"
#include "owlet/base/clock.h"
#include "owlet/net/hand_over.h"
#include "owlet/net/listener.h"
#include "owlet/net/poller.h"
#include "owlet/server/metrics.h"
#include "owlet/server/server.h"

namespace owlet::app {

// Has several processes serve, each with listeners of its own, and looks after them: one that
// ended is replaced by another with the same listeners, which this process keeps open, so that
// clients who wait there find a successor. Is run and told things like a server::server.
class supervisor {
public:
  using outcome = server::server::outcome;

  // Starts one worker for each set of listeners. There are as many slots as there can be
  // processes, kGenerations for each set. Throws std::system_error if one does not come to serve.
  supervisor(const server::config& settings, std::vector<std::vector<net::listener>> sets,
             server::metrics_board& board, foreground ground);
  static constexpr std::size_t kGenerations = 4;

  void watch(int fd) { poller_.add_source(fd); }
  [[nodiscard]] outcome run(std::optional<base::time_point> until);

  void begin_draining(base::duration delay);
  void give_way();
  [[nodiscard]] bool is_draining() const { return closing_at_.has_value(); }
  void stop();
  // Starts new workers with these settings, and has the others drain once all serve. Throws
  // std::system_error if one of them does not, and changes nothing then.
  void apply(const server::config& settings);
  // Whether there is room for new workers: not while too many of the ones before still drain.
  [[nodiscard]] bool can_apply() const;
  void reopen_logs();
  void hand_on(net::hand_over& to) const { to.add(sets_, net::listener_use::site); }
  void disown_listeners();
  void own_listeners();

  // Some child has ended.
  void reap(base::time_point now);

private:
  struct worker {
    pid_t pid = 0;  // 0 when there is none
    std::size_t slot = 0;
    base::time_point started{};
    base::duration time_to_end{};  // once it drains: what its settings grant, and a little more
    base::time_point end_by = base::time_point::max();  // it is killed if it has not ended then
  };
  struct place {
    worker current;
    worker next;                               // while it is being waited for
    std::optional<base::time_point> start_at;  // when there is none
    base::back_off patience;
  };

  [[nodiscard]] worker start(std::size_t index);
  void abandon(worker& unwanted);
  void close_doors();
  void restart_due(base::time_point now);
  void retire(worker& leaving, int signal);
  void kill_late(base::time_point now);
  [[nodiscard]] std::size_t free_slot() const;
  [[nodiscard]] bool is_in_use(std::size_t slot) const;
  void tell_all(int signal) const;
  [[nodiscard]] std::optional<std::chrono::nanoseconds> time_to_wait(
      base::time_point now, std::optional<base::time_point> until) const;

  server::config settings_;
  foreground ground_;
  server::metrics_board& board_;
  std::vector<std::vector<net::listener>> sets_;  // one for each place
  std::vector<place> places_;
  std::vector<worker> retired_;  // they drain
  net::poller poller_;
  std::optional<base::time_point> closing_at_;
  int farewell_ = SIGTERM;  // what workers are sent at that time
  bool is_cut_off_ = false;
};

}  // namespace owlet::app
