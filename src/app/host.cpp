// What surrounds those who serve: signals, the admin listener, the service manager, an upgrade.
#include "owlet/app/host.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <system_error>
#include <utility>
#include <variant>

#include "owlet/app/browser.h"
#include "owlet/app/options.h"
#include "owlet/app/password_program.h"
#include "owlet/app/terminal.h"
#include "owlet/base/message.h"

namespace owlet::app {

namespace {

using base::message_level;
using base::say;

std::string texts_of(const std::vector<net::listen_spec>& specs) {
  std::string all;
  for (const net::listen_spec& each : specs) all += each.text() + '\n';
  return all;
}

// What a new process may take until it serves.
constexpr std::chrono::seconds kStartTime{45};
// What one that has let go of its pipe may take until it has ended.
constexpr std::chrono::milliseconds kTimeToSayWhy{1000};

}  // namespace

host::host(invocation started, const settings& wanted, inheritance given)
    : started_(std::move(started)),
      current_(wanted),
      manager_(std::move(given.manager)),
      before_(std::move(given.before)),
      started_unix_seconds_(base::read_clock().unix_seconds) {}

void host::say_ready(const std::string& where) {
  status_ = where;
  say(message_level::notice, where);
  if (admin) {
    for (net::listener& each : admin->listeners()) each.name().own();
    say(message_level::notice, admin_where);
    root_.emplace(current_.server.root);
  }
  for (const std::string& note : notes) say(message_level::notice, note);
  if (before_) {
    rewrite_pid_file();
    before_->say_ready();
  }
  before_.reset();
  manager_.say_ready(where);
  if (!url_to_open.empty()) open_browser(url_to_open);
  if (background) background->say_ready();
}

// Whoever loses its parent becomes a child of process 1, which has to bury it. Of ours, those that
// have ended are gone by now.
void host::reap_strangers() {
  while (::waitpid(-1, nullptr, WNOHANG) > 0) {
  }
}

void host::turn(bool is_draining) {
  const base::moment now = base::read_clock();
  if (admin) {
    admin->turn(now, {.version = OWLET_VERSION,
                      .started_unix_seconds = started_unix_seconds_,
                      .is_draining = is_draining,
                      .is_root_readable = is_root_readable()});
  }
  manager_.run_due(now.monotonic);
  if (successor_ && successor_end_ <= now.monotonic) ::kill(successor_->pid(), SIGKILL);
}

// The workers follow a root that moves, each by itself.
bool host::is_root_readable() {
  if (!root_) return true;
  if (auto moved = root_->moved()) root_ = std::move(moved);
  return root_->is_readable();
}

std::optional<base::time_point> host::next_due() const {
  std::optional<base::time_point> next = manager_.next_due();
  const auto due = admin ? admin->next_due() : std::nullopt;
  if (due && (!next || *due < *next)) next = due;
  if (successor_ && (!next || successor_end_ < *next)) next = successor_end_;
  return next;
}

// -- Other settings -----------------------------------------------------------------------------

std::optional<settings> host::read_again() const {
  const command again = parse_options(started_.argc, started_.argv, ::environ);
  if (const auto* wrong = std::get_if<usage_error>(&again)) {
    say(message_level::error, wrong->message + "; the settings stay as they were");
    for (const std::string& each : wrong->further) say(message_level::error, each);
  }
  const auto* good = std::get_if<serve_request>(&again);
  if (good == nullptr) return std::nullopt;
  for (const std::string& each : good->warnings) say(message_level::warning, each);
  settings fresh = good->settings;
  if (const std::string trouble = prepare_passwords(started_.binary, fresh); !trouble.empty()) {
    say(message_level::error, trouble + "; the settings stay as they were");
    return std::nullopt;
  }
  fresh.server.metrics = admin ? server::metrics_use::on : server::metrics_use::off;
  fresh.server.colours = colours_for(fresh.message_style);
  return fresh;
}

// What only a new process can do is left as it was, and said.
void host::note_reloaded(const settings& fresh) {
  const std::string upgrade = "an upgrade: send SIGUSR2, or start owlet anew";
  const std::string start = "a new start: stop owlet, and start it again";
  const auto warn_if = [](bool is_changed, const std::string& option, const std::string& what) {
    if (is_changed) say(message_level::warning, option + " has changed, which takes " + what);
  };
  warn_if(texts_of(fresh.listen) != texts_of(current_.listen), "--listen", upgrade);
  warn_if(texts_of(fresh.admin) != texts_of(current_.admin), "--admin", upgrade);
  warn_if(fresh.workers != current_.workers, "--workers", upgrade);
  warn_if(fresh.pid_file != current_.pid_file, "--pidfile", start);
  warn_if(fresh.user != current_.user || fresh.group != current_.group, "--user or --group", start);
  base::set_message_style(fresh.message_style, fresh.message_level);
  current_.server = fresh.server;
  if (admin) root_.emplace(fresh.server.root);
  current_.message_style = fresh.message_style;
  current_.message_level = fresh.message_level;
  say(message_level::notice, "the settings were read again");
}

void host::say_kept(const std::system_error& error) {
  say(message_level::error, explain(error) + "; the settings stay as they were");
}

// -- The successor ------------------------------------------------------------------------------

bool host::may_start_successor() {
  if (::getpid() == 1) {
    say(message_level::error,
        "process 1 of a container cannot be replaced: start a new container instead");
    rewrite_pid_file();
    return false;
  }
  if (successor_) say(message_level::warning, "an upgrade is under way already");
  return !successor_;
}

void host::launch_successor(net::hand_over& listeners) {
  if (admin) listeners.add(admin->listeners(), 0, net::listener_use::admin);
  launch how{.path = started_.binary,
             .arguments = {started_.argv, started_.argv + started_.argc},
             .environment = manager_.environment(),
             .descriptors = {},
             .listeners = listeners};
  if (file) {
    how.environment.push_back(std::string(kPidFileVariable) + '=' + std::to_string(file->fd()));
    how.descriptors.push_back(file->fd());
  }
  successor_.emplace(how);
  successor_end_ = base::read_clock().monotonic + kStartTime;
  say(message_level::notice, "upgrade: process " + std::to_string(successor_->pid()) + " starts");
}

void host::give_up_upgrade(const std::system_error& error) {
  say(message_level::error, explain(error) + "; this process goes on");
  successor_ ? abandon_successor({}) : rewrite_pid_file();
}

void host::forget_successor() {
  abandon_successor(kTimeToSayWhy);
  say(message_level::error, "upgrade: the new process did not come to serve; this one goes on");
}

void host::abandon_successor(std::chrono::milliseconds patience) {
  successor_->end(patience);
  successor_.reset();
  rewrite_pid_file();
}

void host::rewrite_pid_file() {
  if (file && !file->rewrite(::getpid())) {
    say(message_level::warning, "pid file " + current_.pid_file + " could not be written");
  }
}

void host::give_way() {
  say(message_level::notice,
      "upgrade: process " + std::to_string(successor_->pid()) + " serves; this one drains");
  manager_.hand_over(successor_->pid());
  successor_.reset();
  if (file) file->release();
  if (!admin) return;
  for (net::listener& each : admin->listeners()) each.name().disown();
  admin.reset();
}

}  // namespace owlet::app
