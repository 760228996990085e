// The listeners of all workers.
#pragma once

#include <string_view>
#include <system_error>
#include <vector>

#include "owlet/net/inherited_sockets.h"
#include "owlet/net/listener.h"

namespace owlet::net {

// The listeners of each worker, at each of the places. Of a TCP address every worker has a socket
// of its own, among which the kernel divides the clients; unix and inherited sockets are shared by
// duplicates (listener::is_shared). Of places with port 0, the first one gets a free port, and the
// others the same.
//
// What the owlet before this one handed on for a place is taken over, with the clients who wait at
// it: when it had more workers, some of these have several sockets of one address; when it had
// fewer, the others open their own, or share one where they may not. Unix sockets that are taken
// over are owned by nobody until somebody says so (socket_name::own).
//
// The process that opened them owns them all and, while it supervises workers, keeps them all, for
// then a worker's successor gets what the worker had, and the clients who wait there are served. A
// forked worker keeps its own vector and destroys the others: that closes its descriptors and
// removes no name. Throws std::system_error.
[[nodiscard]] std::vector<std::vector<listener>> open_listeners(
    const std::vector<listen_spec>& specs, unsigned workers, listener_use use,
    inherited_sockets& inherited);

// What to do about such an error, by its text and code; empty where there is nothing to say.
[[nodiscard]] std::string_view listening_remedy(std::string_view what, const std::error_code& code);

}  // namespace owlet::net
