// The settings of a server, wherever they came from.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/net/endpoint.h"
#include "owlet/site/site.h"

namespace owlet::server {

enum class debug_output : bool { off, on };

// A plain value, so that nothing below `app` knows a command line.
struct config {
  std::string root = ".";                // the directory that is served
  std::vector<net::endpoint> endpoints;  // at least one; port 0 lets the kernel choose
  // Bounds each phase of a connection: request head, content, idle, progress of a write; and the
  // time that requests under way get when the server is told to stop.
  base::duration timeout = std::chrono::seconds(30);
  site::options site;
  std::string log_path;  // of the access log; "-" is standard output, empty is none
  debug_output debug = debug_output::off;
};

}  // namespace owlet::server
