// Opens a browser for whoever has started the server.
#include "owlet/app/browser.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "owlet/base/message.h"
#include "owlet/base/unique_fd.h"
#include "owlet/net/pipe.h"

namespace owlet::app {

namespace {

using words = std::vector<std::string>;

constexpr int kStartMilliseconds = 2000;  // of a command on a slow disk

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string_view take_until(std::string_view& rest, char separator) {
  const std::string_view taken = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(taken.size() + 1, rest.size()));
  return taken;
}

// No shell reads it.
words command_of(std::string_view text, const std::string& url) {
  words command;
  bool has_url = false;
  while (!text.empty()) {
    std::string word(take_until(text, ' '));
    if (word.empty()) continue;
    if (const auto at = word.find("%s"); at != word.npos) {
      word.replace(at, 2, url);
      has_url = true;
    }
    command.push_back(std::move(word));
  }
  if (!command.empty() && !has_url) command.push_back(url);
  return command;
}

void leave_terminal() {
  ::setsid();
  const base::unique_fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null.get(), fd);
}

// As a shell would have them.
void reset_signals() {
  for (int number = 1; number < SIGRTMIN; ++number) std::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// In the process that stays: what is written to the pipe says that no command can be run, and its
// end that one does.
[[noreturn]] void become_browser(const std::vector<words>& commands, int failed_fd) {
  reset_signals();
  for (words command : commands) {
    std::vector<char*> pointers;
    for (std::string& word : command) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    ::execvp(pointers.front(), pointers.data());
  }
  [[maybe_unused]] const auto told = ::write(failed_fd, "!", 1);
  ::_exit(1);
}

// In the child, whose own child is an orphan when it ends.
[[noreturn]] void detach(const std::vector<words>& commands, int failed_fd) {
  leave_terminal();
  base::close_all_but({STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, failed_fd});
  if (::fork() == 0) become_browser(commands, failed_fd);
  ::_exit(0);
}

}  // namespace

desktop desktop::of_environment() {
  return {.browser = variable("BROWSER"),
          .has_display = !variable("DISPLAY").empty() || !variable("WAYLAND_DISPLAY").empty(),
          .is_windows = !variable("WSL_DISTRO_NAME").empty()};
}

std::vector<words> browser_commands(const desktop& around, const std::string& url) {
  std::vector<words> commands;
  std::string_view rest = around.browser;
  while (!rest.empty()) {
    words command = command_of(take_until(rest, ':'), url);
    if (!command.empty()) commands.push_back(std::move(command));
  }
  if (!commands.empty()) return commands;
  if (around.is_windows) commands.push_back({"wslview", url});
  if (around.is_windows || around.has_display) commands.push_back({"xdg-open", url});
  return commands;
}

bool run_detached(const std::vector<words>& commands) {
  net::pipe_ends failed = net::make_pipe();
  const pid_t child = ::fork();
  if (child < 0) return false;
  if (child == 0) detach(commands, failed.writer.get());
  failed.writer.reset();
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  pollfd word{.fd = failed.reader.get(), .events = POLLIN, .revents = 0};
  while (::poll(&word, 1, kStartMilliseconds) < 0 && errno == EINTR) {
  }
  char byte = 0;
  return ::read(failed.reader.get(), &byte, 1) <= 0;
}

void open_browser(const std::string& url) {
  const desktop around = desktop::of_environment();
  const auto commands = browser_commands(around, url);
  std::string trouble;
  if (commands.empty()) {
    trouble = "there is no desktop here (neither DISPLAY nor WAYLAND_DISPLAY nor BROWSER is set)";
  } else if (!run_detached(commands)) {
    trouble = commands.front().front() + " cannot be run: install xdg-utils, or set BROWSER";
  }
  if (!trouble.empty()) {
    base::say(base::message_level::warning, "--open: " + trouble + "; open " + url + " yourself");
  }
}

}  // namespace owlet::app
