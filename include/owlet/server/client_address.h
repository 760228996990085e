// Whose request it is, when proxies stand between.
#pragma once

#include <span>

#include "owlet/http/request.h"
#include "owlet/net/address_range.h"
#include "owlet/net/endpoint.h"
#include "owlet/site/gate.h"

namespace owlet::server {

// Whether one of the ranges has the address.
[[nodiscard]] bool is_within(std::span<const net::address_range> ranges,
                             const net::endpoint& address);

// The client as far as it can be known: the peer, unless he is one of the trusted proxies and has
// passed an address on (see http/forwarded). Such an address has no port, or 0. With nobody
// trusted it costs nothing.
[[nodiscard]] net::endpoint client_address(const http::request& request, const net::endpoint& peer,
                                           std::span<const net::address_range> trusted);

// The same as text, where it is somebody else than the peer; empty where it is him.
[[nodiscard]] net::host_text client_behind(const http::request& request, const net::endpoint& peer,
                                           std::span<const net::address_range> trusted);

// Whose guesses at passwords are counted together: those of this client's address, or of the first
// half of it for IPv6.
[[nodiscard]] site::client_key guesser_key(const http::request& request, const net::endpoint& peer,
                                           std::span<const net::address_range> trusted);

}  // namespace owlet::server
