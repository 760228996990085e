// What a process has from whoever started it, besides its settings.
#pragma once

#include <optional>

#include "owlet/app/successor.h"
#include "owlet/base/unique_fd.h"
#include "owlet/net/inherited_sockets.h"
#include "owlet/net/service_notifier.h"

namespace owlet::app {

struct inheritance {
  std::optional<predecessor> before;  // whose place it is to take
  base::unique_fd pid_file;           // of that one
  net::inherited_sockets sockets;
  net::service_notifier manager;

  // Takes all of it out of the environment, where no child is to find it. To be called first of
  // all. Throws std::system_error.
  [[nodiscard]] static inheritance take_from_environment();
};

}  // namespace owlet::app
