// A new process that takes the place of this one: an upgrade without a lost connection.
#include "owlet/app/successor.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "owlet/base/message.h"
#include "owlet/base/system_error.h"
#include "owlet/net/pipe.h"

namespace owlet::app {

namespace {

constexpr const char* kReadyVariable = "OWLET_READY_FD";
constexpr int kCannotExecute = 127;  // as shells have it

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// In the child. Its signals stay blocked, as they are here: one that comes now waits until the new
// binary looks for it.
[[noreturn]] void become_successor(launch how, int ready_fd) {
  how.descriptors.push_back(ready_fd);
  for (const int fd : how.descriptors) ::fcntl(fd, F_SETFD, 0);
  if (!how.listeners.keep_open()) ::_exit(kCannotExecute);
  how.environment.push_back(std::string(net::kHandOverVariable) + '=' + how.listeners.text());
  how.environment.push_back(std::string(kReadyVariable) + '=' + std::to_string(ready_fd));
  for (std::string& entry : how.environment) ::putenv(entry.data());
  ::execv(how.path.c_str(), pointers_to(how.arguments).data());
  base::say(base::message_level::error, "run " + how.path + ": " + base::errno_text(errno));
  ::_exit(kCannotExecute);
}

}  // namespace

successor::successor(const launch& how) {
  net::pipe_ends ready = net::make_pipe();
  pid_ = ::fork();
  if (pid_ < 0) base::throw_errno("fork");
  if (pid_ == 0) become_successor(how, ready.writer.get());
  pipe_ = std::move(ready.reader);
}

successor::state successor::look() const {
  char word = 0;
  const ssize_t count = ::read(pipe_.get(), &word, 1);
  if (count > 0) return state::ready;
  return count < 0 && errno == EAGAIN ? state::starting : state::failed;
}

void successor::end(std::chrono::milliseconds patience) const {
  const base::unique_fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  pollfd ended{.fd = process.get(), .events = POLLIN, .revents = 0};
  if (process) ::poll(&ended, 1, static_cast<int>(patience.count()));
  ::kill(pid_, SIGKILL);  // of one that has ended this means nothing
  ::waitpid(pid_, nullptr, 0);
}

base::unique_fd take_descriptor(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr) return {};
  int fd = -1;
  const std::string_view digits = value;
  std::from_chars(digits.data(), digits.data() + digits.size(), fd);
  ::unsetenv(variable);
  return fd > STDERR_FILENO && ::fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? base::unique_fd(fd)
                                                                     : base::unique_fd();
}

std::optional<predecessor> predecessor::from_environment() {
  base::unique_fd pipe = take_descriptor(kReadyVariable);
  if (!pipe) return std::nullopt;
  return predecessor(std::move(pipe));
}

void predecessor::say_ready() {
  [[maybe_unused]] const auto written = ::write(pipe_.get(), "!", 1);
  pipe_.reset();
}

// A name that was a link stays one: where versions lie side by side, the link leads to the next.
std::string path_of_binary(const char* name) {
  std::error_code failed;
  const std::filesystem::path own = "/proc/self/exe";
  const auto* const executed = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  if (executed != nullptr && std::filesystem::equivalent(executed, own, failed)) {
    return std::filesystem::absolute(executed, failed).string();
  }
  const auto resolved = std::filesystem::read_symlink(own, failed);
  return failed ? name : resolved.string();
}

}  // namespace owlet::app
