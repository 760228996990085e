// The settings of a server, wherever they came from.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/net/address_range.h"
#include "owlet/net/listen_spec.h"
#include "owlet/site/site.h"

namespace owlet::server {

enum class debug_output : bool { off, on };
enum class debug_colours : bool { off, on };
enum class metrics_use : bool { off, on };

enum class log_format : std::uint8_t { common, combined, json };

// The access log.
struct log_settings {
  std::string target;  // a file, "-" for standard output, "syslog:" or "journal:"; empty is none
  log_format format = log_format::combined;

  [[nodiscard]] bool operator==(const log_settings&) const = default;
};

// A plain value, so that nothing below `app` knows a command line.
struct config {
  std::string root = ".";  // the directory that is served
  // Bounds each phase of a connection: request head, content, idle, progress of a write.
  base::duration timeout = std::chrono::seconds(30);
  site::options site;
  std::string password_program;  // the path of owlet-auth, where site.auth asks for it
  log_settings log;
  debug_output debug = debug_output::off;
  debug_colours colours = debug_colours::off;  // of that output
  metrics_use metrics = metrics_use::off;      // on: somebody reads them, so that turns are timed
  base::duration drain_delay{0};               // from being told to stop until no client is let in
  base::duration drain_timeout = std::chrono::seconds(30);  // for the requests under way then
  std::vector<net::address_range> trusted_proxies;  // whose word on the client's address is taken
};

}  // namespace owlet::server
