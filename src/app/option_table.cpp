// Every option, once: what it is called, what it takes, what it is for.
#include "owlet/app/option_table.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "owlet/app/serving_options.h"

namespace owlet::app {

namespace {

using enum option_group;
using enum option_kind;
using enum option_reach;

constexpr option_row kOtherOptions[] = {
    {.id = option_id::listen,
     .group = listening,
     .kind = list,
     .name = "listen",
     .value = "SPEC",
     .help = "where to listen: PORT (of --host), HOST:PORT, unix:PATH or fd:N, then any of "
             ",dual ,proxy ,mode=OCTAL ,owner=NAME ,group=NAME"},
    {.id = option_id::host,
     .group = listening,
     .kind = list,
     .letter = 'a',
     .name = "host",
     .value = "ADDR",
     .initial = "127.0.0.1",
     .help = "address to listen at, IPv4 or IPv6"},
    {.id = option_id::port,
     .group = listening,
     .letter = 'p',
     .name = "port",
     .value = "PORT",
     .initial = "8080",
     .help = "port to listen at when there is no --listen; 0 picks a free one"},
    {.id = option_id::admin,
     .group = listening,
     .kind = list,
     .name = "admin",
     .value = "SPEC",
     .help = "serve metrics, health and status there, as for --listen; a bare PORT is one of "
             "127.0.0.1"},
    {.id = option_id::trust_proxy,
     .group = listening,
     .kind = list,
     .name = "trust-proxy",
     .value = "CIDR",
     .help = "believe proxies of these addresses, or unix, who their client is"},
    {.id = option_id::workers,
     .group = process,
     .letter = 'w',
     .name = "workers",
     .alias = "workers_count",
     .value = "N|auto",
     .initial = "1",
     .help = "this many processes serve; auto is one for each usable CPU"},
    {.id = option_id::daemon,
     .group = process,
     .kind = toggle,
     .letter = 'D',
     .name = "daemon",
     .help = "go to the background once clients are served"},
    {.id = option_id::open,
     .group = process,
     .kind = toggle,
     .name = "open",
     .help = "open a browser at the site once clients are served: BROWSER or xdg-open"},
    {.id = option_id::pidfile,
     .group = process,
     .name = "pidfile",
     .value = "FILE",
     .help = "keep the process id there, locked"},
    {.id = option_id::user,
     .group = process,
     .name = "user",
     .value = "USER",
     .help = "become this user, by name or number, once listening"},
    {.id = option_id::group,
     .group = process,
     .name = "group",
     .value = "GROUP",
     .help = "become this group, rather than the user's own"},
    {.id = option_id::drain_delay,
     .group = process,
     .name = "drain-delay",
     .value = "SECONDS",
     .initial = "0",
     .help = "when told to stop, go on letting clients in for so long"},
    {.id = option_id::drain_timeout,
     .group = process,
     .name = "drain-timeout",
     .value = "SECONDS",
     .initial = "30",
     .help = "when clients are let in no more, give requests under way so long to end"},
    {.id = option_id::log,
     .group = logs,
     .letter = 'l',
     .name = "log",
     .value = "FILE",
     .help = "write an access log; - is standard output, syslog: and journal: are those"},
    {.id = option_id::log_format,
     .group = logs,
     .name = "log-format",
     .value = "FORMAT",
     .choices = "common|combined|json",
     .initial = "combined",
     .help = "how lines of the access log look"},
    {.id = option_id::debug,
     .group = logs,
     .kind = toggle,
     .letter = 'd',
     .name = "debug",
     .help = "say on standard error what is answered"},
    {.id = option_id::message_format,
     .group = logs,
     .name = "message-format",
     .value = "FORMAT",
     .choices = "text|json",
     .initial = "text",
     .help = "how messages on standard error look"},
    {.id = option_id::message_level,
     .group = logs,
     .name = "message-level",
     .value = "LEVEL",
     .choices = "error|warning|notice|debug",
     .initial = "notice",
     .help = "write messages of this level and more urgent ones"},
    {.id = option_id::config,
     .group = settings,
     .kind = list,
     .reach = not_in_files,
     .name = "config",
     .value = "FILE",
     .help = "read options from a file; a later one is stronger"},
    {.id = option_id::check,
     .group = settings,
     .kind = toggle,
     .reach = not_in_files,
     .name = "check",
     .help = "check everything, print the settings and where each came from, and exit: 0 when all "
             "is well"},
    {.id = option_id::probe,
     .group = settings,
     .reach = command_line,
     .name = "probe",
     .value = "URL",
     .help = "send one GET to http://ADDRESS:PORT/PATH or unix:SOCKET:/PATH and exit: 0 when the "
             "answer is 2xx, else 1, also when none came within --timeout, here 3 seconds"},
    {.id = option_id::request_header,
     .group = settings,
     .kind = list,
     .reach = command_line,
     .letter = 'H',
     .name = "request-header",
     .value = "FIELD",
     .help = "with owlet explain: a field of the request, as \"Name: value\""},
    {.id = option_id::method,
     .group = settings,
     .reach = command_line,
     .letter = 'X',
     .name = "method",
     .value = "METHOD",
     .help = "with owlet explain: the method of the request, rather than GET"},
    {.id = option_id::version,
     .group = settings,
     .kind = toggle,
     .reach = command_line,
     .letter = 'V',
     .name = "version",
     .help = "print the version and exit"},
    {.id = option_id::help,
     .group = settings,
     .kind = toggle,
     .reach = command_line,
     .letter = 'h',
     .name = "help",
     .help = "print this text and exit"},
};
static_assert(std::size(kServingOptions) + std::size(kOtherOptions) == kOptionCount);

constexpr auto kTable = [] {
  std::array<option_row, kOptionCount> table{};
  auto* const rest =
      std::copy(std::begin(kServingOptions), std::end(kServingOptions), table.data());
  std::copy(std::begin(kOtherOptions), std::end(kOtherOptions), rest);
  return table;
}();

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kOptionCount; ++i) {
    if (static_cast<std::size_t>(kTable[i].id) != i) return false;
  }
  return true;
}
static_assert(is_in_order());

constexpr std::size_t kLongest = 31;  // letters: no name is near a longer one

// The fewest letters to insert, remove, replace or swap with the next one (Damerau's distance, each
// letter swapped once).
std::size_t distance(std::string_view from, std::string_view to) {
  std::array<std::array<std::size_t, kLongest + 1>, kLongest + 1> least{};
  for (std::size_t i = 0; i <= from.size(); ++i) {
    for (std::size_t j = 0; j <= to.size(); ++j) {
      std::size_t& here = least[i][j];
      here = std::max(i, j);
      if (i == 0 || j == 0) continue;
      const std::size_t replaced = least[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      here = std::min({replaced, least[i - 1][j] + 1, least[i][j - 1] + 1});
      const bool is_swapped =
          i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (is_swapped) here = std::min(here, least[i - 2][j - 2] + 1);
    }
  }
  return least[from.size()][to.size()];
}

}  // namespace

std::string_view title_of(option_group group) {
  switch (group) {
    case option_group::serving: return "What is served";
    case option_group::listening: return "Where, and to whom";
    case option_group::process: return "The process";
    case option_group::logs: return "What it writes";
    case option_group::settings: return "Settings";
  }
  return {};
}

std::span<const option_row> option_table() { return kTable; }

const option_row& row_of(option_id id) { return kTable[static_cast<std::size_t>(id)]; }

const option_row* find_option(std::string_view name) {
  if (name.empty()) return nullptr;
  for (const option_row& row : kTable) {
    if (row.name == name || row.alias == name) return &row;
  }
  return nullptr;
}

std::string_view nearest_option(std::string_view name) {
  if (name.size() > kLongest) return {};
  std::string_view nearest;
  std::size_t least = name.size() / 3 + 1;  // from here on it is another word
  for (const option_row& row : kTable) {
    for (const std::string_view each : {row.name, row.alias}) {
      const std::size_t far = distance(name, each);
      if (each.empty() || far >= least) continue;
      least = far;
      nearest = each;
    }
  }
  return nearest;
}

std::string variable_of(std::string_view name) {
  std::string variable = "OWLET_";
  for (const char letter : name) {
    const bool is_lower = letter >= 'a' && letter <= 'z';
    variable += letter == '-' ? '_' : is_lower ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return variable;
}

}  // namespace owlet::app
