// The parent of the workers.
#include "owlet/app/supervisor.h"

#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>
#include <utility>

#include "owlet/app/run.h"
#include "owlet/base/message.h"
#include "owlet/base/system_error.h"

namespace owlet::app {

namespace {

// For a worker that could not be started.
constexpr std::chrono::milliseconds kRetryDelay{100};
// What a worker that has to end may take longer than it is allowed to.
constexpr std::chrono::seconds kLateness{5};

std::string end_of(int status) {
  if (WIFSIGNALED(status)) return "was ended by signal " + std::to_string(WTERMSIG(status));
  return "ended with status " + std::to_string(WEXITSTATUS(status));
}

// One that nobody can wait for any more has ended too: somebody else has seen it.
bool has_ended(pid_t pid, int& status) {
  status = 0;
  return ::waitpid(pid, &status, WNOHANG) != 0;
}

}  // namespace

supervisor::supervisor(const server::config& settings, std::vector<std::vector<net::listener>> sets,
                       server::metrics_board& board, foreground ground)
    : settings_(settings),
      ground_(ground),
      board_(board),
      sets_(std::move(sets)),
      places_(sets_.size()) {
  for (std::size_t index = 0; index < places_.size(); ++index) {
    places_[index].current = start(index);
  }
}

supervisor::worker supervisor::start(std::size_t index) {
  const std::size_t slot = free_slot();
  const worker_process forked = fork_worker({.settings = settings_,
                                             .listeners = sets_[index],
                                             .account = board_.slots()[slot],
                                             .ground = ground_});
  worker made{.pid = forked.pid,
              .slot = slot,
              .started = base::read_clock().monotonic,
              .time_to_end = settings_.drain_timeout + kLateness};
  if (wait_until_ready(forked)) return made;
  abandon(made);
  throw std::system_error(std::make_error_code(std::errc::no_child_process), "start a worker");
}

// A slot of its own for each process: one that still drains goes on counting in its.
std::size_t supervisor::free_slot() const {
  for (std::size_t slot = 0; slot < board_.slots().size(); ++slot) {
    if (!is_in_use(slot)) return slot;
  }
  throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again),
                          "start a worker while so many others drain");
}

bool supervisor::is_in_use(std::size_t slot) const {
  const auto has_slot = [slot](const worker& each) { return each.pid != 0 && each.slot == slot; };
  return std::any_of(retired_.begin(), retired_.end(), has_slot) ||
         std::any_of(places_.begin(), places_.end(), [&](const place& each) {
           return has_slot(each.current) || has_slot(each.next);
         });
}

bool supervisor::can_apply() const {
  return retired_.size() + 2 * places_.size() <= board_.slots().size();
}

// -- The loop -----------------------------------------------------------------------------------

// The listeners of a process that ends are closed when its workers close theirs.
supervisor::outcome supervisor::run(std::optional<base::time_point> until) {
  for (;;) {
    const base::time_point now = base::read_clock().monotonic;
    if (closing_at_ && *closing_at_ <= now) close_doors();
    if (is_draining() && places_.empty() && retired_.empty()) {
      return is_cut_off_ ? outcome::cut_off : outcome::drained;
    }
    restart_due(now);
    kill_late(now);
    const bool is_told = !poller_.wait(time_to_wait(now, until)).empty();
    if (is_told || (until && *until <= base::read_clock().monotonic)) return outcome::attention;
  }
}

std::optional<std::chrono::nanoseconds> supervisor::time_to_wait(
    base::time_point now, std::optional<base::time_point> until) const {
  base::time_point next = until.value_or(base::time_point::max());
  if (closing_at_ && *closing_at_ > now) next = std::min(next, *closing_at_);
  for (const place& each : places_) next = std::min(next, each.start_at.value_or(next));
  for (const worker& each : retired_) next = std::min(next, each.end_by);
  if (next == base::time_point::max()) return std::nullopt;
  return std::max<std::chrono::nanoseconds>(next - now, std::chrono::nanoseconds{0});
}

void supervisor::restart_due(base::time_point now) {
  for (std::size_t index = 0; index < places_.size(); ++index) {
    place& each = places_[index];
    if (!each.start_at || *each.start_at > now) continue;
    each.start_at.reset();
    try {
      each.current = start(index);
    } catch (const std::system_error& error) {
      base::say(base::message_level::error, explain(error));
      each.start_at = now + std::max<base::duration>(each.patience.after({}), kRetryDelay);
    }
  }
}

// -- Workers go -----------------------------------------------------------------------------------

void supervisor::reap(base::time_point now) {
  if (closing_at_ && *closing_at_ <= now) close_doors();  // those who end do so because of it
  int status = 0;
  for (place& each : places_) {
    if (each.current.pid == 0 || !has_ended(each.current.pid, status)) continue;
    const worker gone = std::exchange(each.current, {});
    server::forget_process(board_.slots()[gone.slot]);
    base::say(base::message_level::warning,
              "worker " + std::to_string(gone.pid) + ' ' + end_of(status) + "; starting another");
    each.start_at = now + each.patience.after(now - gone.started);
  }
  std::erase_if(retired_, [&](const worker& each) {
    if (!has_ended(each.pid, status)) return false;
    server::forget_process(board_.slots()[each.slot]);
    is_cut_off_ = is_cut_off_ || (is_draining() && status != 0);
    return true;
  });
}

// Has it drain: in order to end (SIGTERM), or because another one serves in its place (SIGUSR2).
void supervisor::retire(worker& leaving, int signal) {
  if (leaving.pid == 0) return;
  ::kill(leaving.pid, signal);
  retired_.push_back(std::exchange(leaving, {}));
  retired_.back().end_by = base::read_clock().monotonic + retired_.back().time_to_end;
}

void supervisor::kill_late(base::time_point now) {
  for (worker& each : retired_) {
    if (each.end_by > now) continue;
    each.end_by = base::time_point::max();
    ::kill(each.pid, SIGKILL);
    base::say(base::message_level::warning,
              "worker " + std::to_string(each.pid) + " did not end in time and is killed");
  }
}

// -- Orders -------------------------------------------------------------------------------------

void supervisor::tell_all(int signal) const {
  for (const worker& each : retired_) ::kill(each.pid, signal);
  for (const place& each : places_) {
    if (each.current.pid != 0) ::kill(each.current.pid, signal);
  }
}

// Until the delay is over, clients come, and a worker that ends is replaced.
void supervisor::begin_draining(base::duration delay) {
  if (!is_draining()) closing_at_ = base::read_clock().monotonic + delay;
}

void supervisor::give_way() {
  if (!is_draining()) farewell_ = SIGUSR2;
  begin_draining({});
}

// Those who drain already have to be gone as soon as the others.
void supervisor::stop() {
  closing_at_ = base::read_clock().monotonic;
  close_doors();
  tell_all(SIGALRM);
  for (worker& each : retired_) each.end_by = std::min(each.end_by, *closing_at_ + kLateness);
}

void supervisor::close_doors() {
  for (place& each : places_) retire(each.current, farewell_);
  places_.clear();
  sets_.clear();
}

void supervisor::disown_listeners() {
  for (auto& set : sets_) {
    for (net::listener& each : set) each.name().disown();
  }
}

void supervisor::own_listeners() {
  for (auto& set : sets_) {
    for (net::listener& each : set) each.name().own();
  }
}

void supervisor::reopen_logs() { tell_all(SIGUSR1); }

void supervisor::apply(const server::config& settings) {
  server::config before = std::exchange(settings_, settings);
  try {
    for (std::size_t index = 0; index < places_.size(); ++index) {
      places_[index].next = start(index);
    }
  } catch (const std::system_error&) {
    settings_ = std::move(before);
    for (place& each : places_) retire(each.next, SIGUSR2);  // it may have clients already
    throw;
  }
  for (place& each : places_) {
    each.start_at.reset();
    retire(each.current, SIGUSR2);
    each.current = std::exchange(each.next, {});
  }
}

void supervisor::abandon(worker& unwanted) {
  const worker gone = std::exchange(unwanted, {});
  if (gone.pid == 0) return;
  ::kill(gone.pid, SIGKILL);
  ::waitpid(gone.pid, nullptr, 0);
  server::forget_process(board_.slots()[gone.slot]);
}

}  // namespace owlet::app
