// The start of a server, in the order in which its steps depend on each other.
#include "owlet/app/start.h"

#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "owlet/app/addresses.h"
#include "owlet/app/cpu_count.h"
#include "owlet/app/password_program.h"
#include "owlet/app/privileges.h"
#include "owlet/app/run.h"
#include "owlet/app/start_notes.h"
#include "owlet/app/supervisor.h"
#include "owlet/app/terminal.h"
#include "owlet/base/clock.h"
#include "owlet/base/heap.h"
#include "owlet/base/message.h"
#include "owlet/net/open_listeners.h"
#include "owlet/server/metrics.h"
#include "owlet/server/server.h"
#include "owlet/site/overview.h"
#include "owlet/site/site.h"

namespace owlet::app {

namespace {

std::string absolute_path(const std::string& path) {
  std::error_code failed;
  const auto absolute = std::filesystem::canonical(path, failed);
  return failed ? path : absolute.string();
}

// One line each.
std::vector<std::string> notes_about(const settings& wanted,
                                     const std::vector<net::listener>& listeners) {
  const std::string root = absolute_path(wanted.server.root);
  site::site site(wanted.server.root, wanted.server.site);
  const site::overview found = look_over(site, wanted.server.site, base::read_clock());
  const std::string others = url_for_others(listeners, wanted.server.site.prefix);
  std::vector<std::string> notes{others.empty() ? others : "others reach it at " + others,
                                 what_is_on(wanted, found),
                                 hint_about(root, wanted.server.site.prefix, found)};
  std::erase(notes, std::string());
  return notes;
}

// What to open for somebody who sits at the terminal; empty for nothing. As another user, no
// browser would come to his screen.
std::string browser_url(const settings& wanted, const std::vector<net::listener>& listeners,
                        uid_t caller) {
  const std::string url = url_for_browser(listeners, wanted.server.site.prefix);
  std::string trouble;
  if (url.empty()) {
    trouble = "a browser can speak with no listener that there is";
  } else if (caller != ::getuid()) {
    trouble = "another user (--user) has no desktop here; open " + url + " yourself";
  }
  if (trouble.empty()) return url;
  base::say(base::message_level::warning, "--open: " + trouble);
  return {};
}

// What is for people, and for the first of several processes that follow each other.
void tell_more(host& around, const settings& wanted, const std::vector<net::listener>& listeners,
               uid_t caller) {
  around.notes = notes_about(wanted, listeners);
  if (wanted.browser == browser_use::open) {
    around.url_to_open = browser_url(wanted, listeners, caller);
  }
}

void need_passwords(const invocation& started, settings& wanted) {
  const std::string trouble = prepare_passwords(started.binary, wanted);
  if (!trouble.empty()) throw std::runtime_error(trouble);
}

std::optional<identity> wanted_identity(const settings& wanted) {
  if (wanted.user.empty() && wanted.group.empty()) return std::nullopt;
  return resolve_identity(wanted.user, wanted.group);
}

// What takes the place of --listen when nobody gave one.
void use_activation(settings& wanted, const net::inherited_sockets& sockets) {
  const auto activated = sockets.places(net::listener_use::site);
  if (wanted.listen_choice == listen_choice::by_default && !activated.empty()) {
    wanted.listen = activated;
  }
  if (wanted.admin.empty()) wanted.admin = sockets.places(net::listener_use::admin);
}

void take_pid_file(host& around, const settings& wanted, base::unique_fd handed_on) {
  if (handed_on && !wanted.pid_file.empty()) {
    around.file.emplace(pid_file::adopt(std::move(handed_on), wanted.pid_file));
  } else if (!wanted.pid_file.empty()) {
    around.file.emplace(wanted.pid_file);
  }
}

// A unix socket that was handed on belongs to the process before until this one serves: one that
// fails on the way leaves its name alone.
template <typename Serving>
int serve_until_end(host& around, Serving& serving, const std::string& where) {
  serving.own_listeners();
  around.say_ready(where);
  return around.run(serving);
}

// Where somebody listens already, that may well be the owlet whose new settings these are.
void try_to_listen(const std::vector<net::listen_spec>& places, net::listener_use use,
                   net::inherited_sockets& sockets) {
  try {
    [[maybe_unused]] const auto opened = net::open_listeners(places, 1, use, sockets);
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::address_in_use) throw;
    base::say(base::message_level::warning, explain(error));
  }
}

}  // namespace

int serve(settings wanted, const invocation& started, inheritance given) {
  base::keep_heap_apart();
  wanted.server.colours = colours_for(wanted.message_style);
  need_passwords(started, wanted);
  const std::optional<identity> who = wanted_identity(wanted);
  const uid_t caller = ::getuid();
  const bool is_successor = given.before.has_value();
  std::optional<daemon_handle> background;
  if (wanted.ground == foreground::leave && !is_successor) background.emplace(leave_foreground());
  net::inherited_sockets sockets = std::move(given.sockets);
  base::unique_fd handed_file = std::move(given.pid_file);
  host around(started, wanted, std::move(given));
  around.background = std::move(background);
  take_pid_file(around, wanted, std::move(handed_file));
  use_activation(wanted, sockets);
  const unsigned workers = wanted.workers == 0 ? usable_cpus() : wanted.workers;
  auto sets = net::open_listeners(wanted.listen, workers, net::listener_use::site, sockets);
  auto admin = net::open_listeners(wanted.admin, 1, net::listener_use::admin, sockets);
  sockets = {};  // what nobody wanted is closed
  if (who) become(*who);
  if (!admin.front().empty()) wanted.server.metrics = server::metrics_use::on;
  const std::size_t processes = workers == 1 ? 1 : workers * supervisor::kGenerations;
  server::metrics_board board(processes);
  const std::string where = "serving " + absolute_path(wanted.server.root) + " at" +
                            places_of(sets.front(), wanted.server.site.prefix);
  if (!is_successor) tell_more(around, wanted, sets.front(), caller);
  if (!admin.front().empty()) {
    around.admin_where = "admin at" + places_of(admin.front(), {});
    around.admin.emplace(std::move(admin.front()), board.slots());
  }
  if (workers == 1) {
    server::server server(wanted.server, std::move(sets.front()), board.slots()[0]);
    return serve_until_end(around, server, where);
  }
  // What stops a worker is said once, and not by each of them.
  static_cast<void>(site::site(wanted.server.root, wanted.server.site));
  supervisor parent(wanted.server, std::move(sets), board, wanted.ground);
  return serve_until_end(around, parent, where);
}

void check(settings wanted, const invocation& started, net::inherited_sockets sockets) {
  need_passwords(started, wanted);
  [[maybe_unused]] const auto who = wanted_identity(wanted);
  use_activation(wanted, sockets);
  try_to_listen(wanted.listen, net::listener_use::site, sockets);
  try_to_listen(wanted.admin, net::listener_use::admin, sockets);
  [[maybe_unused]] const site::site site(wanted.server.root, wanted.server.site);
}

}  // namespace owlet::app
