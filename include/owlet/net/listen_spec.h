// Where to listen, as a person writes it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "owlet/net/endpoint.h"

namespace owlet::net {

// A TCP address: "0.0.0.0:80", "[::1]:80". An IPv6 one takes no IPv4 clients unless it is said.
struct tcp_place {
  endpoint where;  // port 0 lets the kernel choose
  bool is_dual_stack = false;
};

// A socket in the file system, "unix:/run/owlet.sock", or an abstract one, "unix:@owlet" (unix(7)).
struct unix_place {
  std::string path;                 // from / on, or from the @ on
  std::optional<mode_t> mode = {};  // of the socket's name; what umask(2) leaves when absent
  std::string owner = {};           // a name or a number; empty leaves it
  std::string group = {};
};

// A socket that whoever started the process has opened: "fd:3", or "fd:NAME" with a name of
// LISTEN_FDNAMES (sd_listen_fds(3)).
struct inherited_place {
  std::optional<int> fd = {};
  std::string name = {};  // with a number only where inherited_sockets knows both
};

// Where to listen, and what is spoken there. A plain value.
struct listen_spec {
  std::variant<tcp_place, unix_place, inherited_place> place;
  bool has_proxy_header = false;  // each connection begins with a PROXY protocol header

  // As it would be written on the command line, its options behind it; parsed, it gives the same.
  [[nodiscard]] std::string text() const;
};

// Why a text says no place: the thing that is wrong and the remedy, in a form that follows
// "--listen TEXT: ".
struct listen_error {
  std::string message;
};

// Reads "PLACE[,OPTION...]": a place is a port (of `default_host`), HOST:PORT, unix:PATH or fd:N;
// options are "dual" (IPv6 and IPv4), "proxy" (PROXY protocol), "mode=OCTAL", "owner=NAME",
// "group=NAME".
[[nodiscard]] std::variant<listen_spec, listen_error> parse_listen_spec(
    std::string_view text, std::string_view default_host);

}  // namespace owlet::net
