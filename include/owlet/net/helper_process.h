// A program that is run to be asked.
#pragma once

#include <sys/types.h>

#include <string>

#include "owlet/base/unique_fd.h"

namespace owlet::net {

// A child process at the other end of a socket of packets (SOCK_SEQPACKET), which is all that it
// has: its three standard streams are that socket, its environment is empty. Ends with its owner.
class helper_process {
public:
  helper_process() = default;
  ~helper_process() { end(); }
  helper_process(const helper_process&) = delete;
  helper_process& operator=(const helper_process&) = delete;

  // Runs the program, in place of the one that runs now. 0, or what was wrong, as an errno.
  [[nodiscard]] int start(const std::string& program);
  // Ends it at once, whatever it does, and waits for that.
  void end();
  // Looks whether it has ended, so that it does not stay behind as a zombie.
  void reap();

  // Our end, which never waits; -1 while nothing runs.
  [[nodiscard]] int fd() const { return socket_.get(); }

private:
  base::unique_fd socket_;
  pid_t pid_ = 0;
};

}  // namespace owlet::net
