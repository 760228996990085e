// The start of a server, in the order in which its steps depend on each other.
#pragma once

#include "owlet/app/host.h"
#include "owlet/app/inheritance.h"
#include "owlet/app/settings.h"

namespace owlet::app {

// Serves until the end and returns an exit status. Throws std::system_error and std::runtime_error
// when it cannot start.
[[nodiscard]] int serve(settings wanted, const invocation& started, inheritance given);

// Tries what `serve` would begin with, and undoes it: the user, the listeners, the root. Throws
// like that.
void check(settings wanted, const invocation& started, net::inherited_sockets sockets);

}  // namespace owlet::app
