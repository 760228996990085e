// From the command line to the end of the process.
#include "owlet/app/run.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string_view>
#include <variant>

#include "owlet/app/options.h"
#include "owlet/app/orders.h"
#include "owlet/server/server.h"

namespace owlet::app {

namespace {

std::string absolute_path(const std::string& path) {
  std::error_code failed;
  const auto absolute = std::filesystem::canonical(path, failed);
  return failed ? path : absolute.string();
}

int serve(const settings& wanted) {
  auto sets = net::open_listeners(wanted.listen, 1);
  server::server server(wanted.server, std::move(sets.front()));
  std::string line = "owlet: serving " + absolute_path(wanted.server.root) + " at";
  for (const net::endpoint& address : server.addresses()) line += " http://" + address.text() + '/';
  std::fprintf(stderr, "%s\n", line.c_str());
  order_source orders;
  server.watch(orders.fd());
  for (;;) {
    switch (server.run(std::nullopt)) {
      case server::server::outcome::drained: return kSuccess;
      case server::server::outcome::cut_off: return kCutOff;
      case server::server::outcome::attention: break;
    }
    const bool was_draining = server.is_draining();
    while (orders.take()) {
      was_draining ? server.stop() : server.begin_draining(wanted.server.drain_delay);
    }
  }
}

void warn(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) base::say(base::message_level::warning, line);
}

struct performer {
  int operator()(const serve_request& request) const {
    warn(request.warnings);
    return serve(request.settings);
  }
  int operator()(const check_request& request) const {
    warn(request.warnings);
    std::fputs(request.listing.c_str(), stdout);
    return kSuccess;
  }
  int operator()(const control_request& request) const {
    std::fprintf(stderr, "owlet: %s: no process is known\n", request.pid_file.c_str());
    return kFailure;
  }
  int operator()(const text_request& request) const {
    std::fputs(request.text.c_str(), stdout);
    return kSuccess;
  }
  int operator()(const usage_error& error) const {
    std::fprintf(stderr, "owlet: %s\n", error.message.c_str());
    return kUsage;
  }
};

std::string_view remedy_for(std::string_view what, const std::error_code& code) {
  const bool is_bind = what.starts_with("bind ") || what.starts_with("listen ");
  if (is_bind && code == std::errc::address_in_use) {
    return "another program has it: choose another --port, or 0 for a free one";
  }
  if (is_bind && code == std::errc::permission_denied) {
    return "ports below 1024 need CAP_NET_BIND_SERVICE: choose a higher --port";
  }
  if (is_bind) return "no interface has this address: choose another --host";
  if (what.starts_with("open root ")) return "give an existing directory with --root";
  if (what.starts_with("search root ")) return "the user of owlet needs permission to enter it";
  if (what.starts_with("open log ")) return "give a file that can be written with --log";
  return {};
}

}  // namespace

int run(int argc, const char* const* argv) {
  return std::visit(performer{}, parse_options(argc, argv, ::environ));
}

std::string explain(const std::system_error& error) {
  const std::string_view remedy = remedy_for(error.what(), error.code());
  std::string line = error.what();
  if (!remedy.empty()) line.append("; ").append(remedy);
  return line;
}

}  // namespace owlet::app
