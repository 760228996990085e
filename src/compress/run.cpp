// Look, compress, clean, report.
#include "owlet/compress/run.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <system_error>
#include <vector>

#include "owlet/base/system_error.h"
#include "owlet/base/unique_fd.h"
#include "owlet/compress/crew.h"
#include "owlet/compress/display.h"
#include "owlet/compress/tree.h"

namespace owlet::compress {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kPaintMilliseconds = 100;
constexpr int kSignalStatus = 128;

// Signals that end the process, from here on to be read. Those that whoever started it has ignored
// (nohup) stay so.
base::unique_fd catch_signals() {
  sigset_t caught;
  sigemptyset(&caught);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    struct sigaction before = {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaddset(&caught, signal);
  }
  ::pthread_sigmask(SIG_BLOCK, &caught, nullptr);
  for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);  // errno says as much
  return base::unique_fd(::signalfd(-1, &caught, SFD_CLOEXEC | SFD_NONBLOCK));
}

[[noreturn]] void end_by_signal(int signals, crew& working, display& shown) {
  signalfd_siginfo caught = {};
  const ssize_t size = ::read(signals, &caught, sizeof caught);
  working.freeze();
  shown.clear();
  complain("stopped: what was written is whole, and the next run goes on from here");
  ::_exit(kSignalStatus + (size == sizeof caught ? static_cast<int>(caught.ssi_signo) : SIGINT));
}

void wait_for(crew& working, int signals, display& shown) {
  const auto start = steady_clock::now();
  for (;;) {
    std::array<pollfd, 2> events{{{signals, POLLIN, 0}, {working.fd(), POLLIN, 0}}};
    const int count = ::poll(events.data(), events.size(), kPaintMilliseconds);
    if (count < 0 && errno != EINTR) base::throw_errno("poll");
    if (count > 0 && events[0].revents != 0) end_by_signal(signals, working, shown);
    if (count > 0 && events[1].revents != 0) break;
    progress now = working.so_far();
    now.elapsed = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
    shown.show(now);
  }
  shown.clear();
}

// -- The report -----------------------------------------------------------------------------------

std::string counted(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

void print(const std::string& line) { std::printf("%s\n", printable(line).c_str()); }

void report_coding(const tally& results, http::content_coding coding, bool is_dry) {
  const tally::totals& sum = results.of(coding);
  std::string line = std::string(http::suffix_of(coding)) + ": " + std::to_string(sum.written) +
                     (is_dry ? " to be written" : " written");
  if (sum.written > 0) {
    line += ", " + format_bytes(sum.from) + " -> " + format_bytes(sum.to);
    if (is_dry) line += " or less";
  }
  if (sum.no_gain > 0) line += "; " + std::to_string(sum.no_gain) + " would be hardly smaller";
  print(line);
}

// Whether all went well.
bool report_failures(const tally& results, const plan& made,
                     const std::vector<std::string>& failures) {
  for (const remark& each : results.left_alone()) complain(each.path + ": " + each.reason);
  for (const std::string& each : made.doubtful) {
    complain(each + ": has no original, but may be one itself: remove it by hand if it is not");
  }
  for (const std::string& each : made.blocked) {
    complain(each + ": is a link or no file, where a sidecar belongs: remove it, or its original");
  }
  for (const remark& each : results.failures()) complain(each.path + ": " + each.reason);
  for (const std::string& each : failures) complain(each);
  const auto bad = made.blocked.size() + results.failures().size() + failures.size();
  if (bad > 0) complain(std::to_string(bad) + " could not be done");
  return bad == 0;
}

void list_dry_run(const plan& made, const tally& results) {
  std::vector<std::string> written = results.written();
  std::ranges::sort(written);
  for (const std::string& each : written) print("write " + each);
  for (const std::string& each : made.orphans) print("remove " + each);
}

// How many went.
std::uint64_t remove_orphans(const tree& top, const plan& made,
                             std::vector<std::string>& failures) {
  std::uint64_t count = 0;
  for (const std::string& each : made.orphans) {
    const int error = top.remove(each);
    if (error != 0) failures.push_back(each + ": " + base::errno_text(error));
    if (error == 0) ++count;
  }
  return count;
}

void lock(const tree& top, const settings& wanted) {
  if (!wanted.is_dry && !top.lock()) {
    throw std::system_error(std::make_error_code(std::errc::device_or_resource_busy),
                            "lock " + wanted.directory + " (another owlet compress is at work)");
  }
}

}  // namespace

int run(const settings& wanted) {
  const tree top(wanted.directory);
  lock(top, wanted);
  const base::unique_fd signals = catch_signals();
  std::vector<std::string> failures;
  const plan made = top.look(wanted, failures);
  display shown;
  crew working(top, made.sources, wanted);
  wait_for(working, signals.get(), shown);
  const tally& results = working.finish();
  if (wanted.is_dry) list_dry_run(made, results);
  const std::uint64_t removed = wanted.is_dry ? 0 : remove_orphans(top, made, failures);
  print(counted(made.files, "file") + " to compress, " + counted(made.current, "sidecar") +
        " up to date" + (removed > 0 ? ", " + counted(removed, "orphan") + " removed" : ""));
  for (const auto coding : wanted.codings) {
    report_coding(results, coding, wanted.is_dry);
  }
  const bool is_well = report_failures(results, made, failures);
  return std::fflush(stdout) == 0 && is_well ? kSuccess : kFailure;
}

}  // namespace owlet::compress
