// From the command line to the end of the process.
#include "owlet/app/run.h"

#include <unistd.h>

#include <cstdio>
#include <variant>

#include "owlet/app/compress_command.h"
#include "owlet/app/control.h"
#include "owlet/app/daemonize.h"
#include "owlet/app/explain.h"
#include "owlet/app/options.h"
#include "owlet/app/probe.h"
#include "owlet/app/start.h"
#include "owlet/base/message.h"
#include "owlet/net/open_listeners.h"

namespace owlet::app {

namespace {

void say_all(base::message_level level, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) base::say(level, line);
}

void warn(const std::vector<std::string>& lines) { say_all(base::message_level::warning, lines); }

struct performer {
  const invocation& started;
  inheritance& given;

  int operator()(const serve_request& request) const {
    base::set_message_style(request.settings.message_style, request.settings.message_level);
    warn(request.warnings);
    return serve(request.settings, started, std::move(given));
  }
  int operator()(const check_request& request) const {
    warn(request.warnings);
    check(request.settings, started, std::move(given.sockets));
    std::fputs(request.listing.c_str(), stdout);
    return kSuccess;
  }
  int operator()(const control_request& request) const {
    return control(request.action, request.pid_file);
  }
  int operator()(const probe_request& request) const {
    return probe(request.url, request.patience);
  }
  int operator()(const explain_request& request) const {
    base::set_message_style(request.settings.message_style, request.settings.message_level);
    warn(request.warnings);
    return explain_answer(request.settings, request.request);
  }
  int operator()(const compress_request& request) const {
    return run_compress(started.binary, request.arguments);
  }
  int operator()(const text_request& request) const {
    std::fputs(request.text.c_str(), stdout);
    return kSuccess;
  }
  int operator()(const usage_error& error) const {
    base::say(base::message_level::error, error.message);
    say_all(base::message_level::error, error.further);
    return kUsage;
  }
};

std::string_view remedy_for(std::string_view what, const std::error_code& code) {
  const std::string_view listening = net::listening_remedy(what, code);
  if (!listening.empty()) return listening;
  const bool is_bind = what.starts_with("bind ") || what.starts_with("listen ");
  if (is_bind && code == std::errc::address_in_use) {
    return "another program has it: choose another --port, or 0 for a free one";
  }
  if (is_bind && code == std::errc::permission_denied) {
    return "ports below 1024 need CAP_NET_BIND_SERVICE: choose a higher port, grant it (systemd: "
           "AmbientCapabilities=CAP_NET_BIND_SERVICE; else setcap cap_net_bind_service=ep on the "
           "binary), start as root with --user, or lower the sysctl "
           "net.ipv4.ip_unprivileged_port_start";
  }
  if (is_bind) return "no interface has this address: choose another --host";
  if (what.starts_with("open root ")) {
    return "give an existing directory with --root, or --previous-root if it is that one";
  }
  if (what.starts_with("open directory of links ")) {
    return "give an existing directory with --follow";
  }
  if (what.starts_with("read passwords ")) return "mend what was named";
  if (what.starts_with("run ")) return "install owlet as a whole, and let its user run that";
  if (what.starts_with("read rules")) return "mend what was named, or remove the file";
  if (what.starts_with("search root ")) return "the user of owlet needs permission to enter it";
  if (what.find(" pid file ") != what.npos) return "give a file that can be written with --pidfile";
  if (what.starts_with("connect log ")) {
    return "start a log daemon that listens there, or give a file with --log";
  }
  if (what.starts_with("open log ")) return "give a file that can be written with --log";
  return {};
}

}  // namespace

int run(int argc, const char* const* argv) {
  open_standard_descriptors();
  inheritance given = inheritance::take_from_environment();
  const invocation started{argc, argv, path_of_binary(argv[0])};
  return std::visit(performer{started, given}, parse_options(argc, argv, ::environ));
}

std::string explain(const std::system_error& error) {
  const std::string_view remedy = remedy_for(error.what(), error.code());
  std::string line = error.what();
  if (!remedy.empty()) line.append("; ").append(remedy);
  return line;
}

}  // namespace owlet::app
