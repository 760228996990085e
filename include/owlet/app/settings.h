// The settings of a process: those of its server, and what surrounds it.
#pragma once

#include <string>
#include <vector>

#include "owlet/base/message.h"
#include "owlet/net/listen_spec.h"
#include "owlet/server/config.h"

namespace owlet::app {

enum class foreground : bool { stay, leave };

// Whether a browser is to show the site once it is served.
enum class browser_use : bool { none, open };

// Whether someone asked for the places to listen at. When nobody did, sockets that the process was
// started with may take their place.
enum class listen_choice : bool { by_default, as_asked };

// A plain value.
struct settings {
  server::config server;
  std::vector<net::listen_spec> listen;  // at least one; of port 0 all have the same
  app::listen_choice listen_choice = app::listen_choice::by_default;
  std::vector<net::listen_spec> admin;   // empty: no admin listener
  unsigned workers = 1;                  // processes that serve: 1 is this one, 0 one for each CPU
  foreground ground = foreground::stay;  // leave: a daemon
  browser_use browser = browser_use::none;
  std::string pid_file;  // empty is none
  std::string user;      // a name or a number; empty keeps who we are
  std::string group;     // the same; empty is the user's own
  base::message_style message_style = base::message_style::text;
  base::message_level message_level = base::message_level::notice;
};

constexpr unsigned kMaxWorkers = 1024;

}  // namespace owlet::app
