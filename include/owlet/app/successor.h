// A new process that takes the place of this one: an upgrade without a lost connection.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "owlet/base/unique_fd.h"
#include "owlet/net/hand_over.h"

namespace owlet::app {

// What the new process is started with.
struct launch {
  std::string path;                      // of the binary
  std::vector<std::string> arguments;    // the first one is its name
  std::vector<std::string> environment;  // "NAME=value", beside the one of this process
  std::vector<int> descriptors;          // that it inherits, borrowed
  const net::hand_over& listeners;
};

// The process that was started. Owns the pipe through which it says that it is ready.
class successor {
public:
  // Forks and runs the binary. Throws std::system_error.
  explicit successor(const launch& how);

  // Readable when there is something new.
  [[nodiscard]] int fd() const { return pipe_.get(); }
  [[nodiscard]] pid_t pid() const { return pid_; }

  enum class state : std::uint8_t {
    starting,
    ready,   // it serves
    failed,  // it has ended, and has said why itself
  };
  [[nodiscard]] state look() const;

  // Waits that long for the end of one that does not come to serve, and then ends it: what is no
  // owlet may let go of the pipe and run on.
  void end(std::chrono::milliseconds patience) const;

private:
  base::unique_fd pipe_;
  pid_t pid_ = -1;
};

// The process that this one is to take the place of, if it is somebody's successor.
class predecessor {
public:
  // Takes the word of it out of the environment.
  [[nodiscard]] static std::optional<predecessor> from_environment();

  // It may go now.
  void say_ready();

private:
  explicit predecessor(base::unique_fd pipe) : pipe_(std::move(pipe)) {}

  base::unique_fd pipe_;
};

// The descriptor that a variable of the environment names, which is then taken out of it and
// becomes close-on-exec; empty when there is none.
[[nodiscard]] base::unique_fd take_descriptor(const char* variable);

// Where the binary of this process lies, by the path that it was executed by: what is put there, or
// linked to from there, later is another one. `name` is how it was called, for where there is no
// /proc.
[[nodiscard]] std::string path_of_binary(const char* name);

}  // namespace owlet::app
