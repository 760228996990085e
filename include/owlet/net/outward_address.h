// The address of this machine that others reach it at.
#pragma once

#include <optional>

#include "owlet/net/endpoint.h"

namespace owlet::net {

// The address that the way to the rest of the network begins with, with port 0; nothing where there
// is no such way. The family is AF_INET or AF_INET6. Sends nothing, and looks up no name.
[[nodiscard]] std::optional<endpoint> outward_address(int family);

}  // namespace owlet::net
