// Handing listening sockets on to the process that follows this one.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "owlet/net/inherited_sockets.h"
#include "owlet/net/listener.h"

namespace owlet::net {

// Describes the sockets of this process for inherited_sockets of another one, which gets them by
// fork(2) and execve(2) under the same numbers. Borrows them: the listeners have to live until the
// other one was started. Whether he then works is for somebody else to find out; when he does, the
// names of unix sockets become his: see socket_name::own and disown.
class hand_over {
public:
  hand_over();

  // The listeners of each worker, as open_listeners made them. Duplicates are left out, for the
  // other one makes his own.
  void add(const std::vector<std::vector<listener>>& sets, listener_use use);

  // The listeners of one worker, or of the process that is the only one.
  void add(const std::vector<listener>& set, unsigned worker, listener_use use);

  // The value for kHandOverVariable.
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::span<const int> descriptors() const { return descriptors_; }

  // Lets the descriptors through the next execve(2). For the child, between fork and exec: safe
  // for signal handlers. False when one of them is not open.
  [[nodiscard]] bool keep_open() const;

private:
  void add(const listener& each, unsigned worker, listener_use use);

  std::string text_;
  std::vector<int> descriptors_;
};

}  // namespace owlet::net
