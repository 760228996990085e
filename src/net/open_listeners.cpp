// The listeners of all workers.
#include "owlet/net/open_listeners.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace owlet::net {

namespace {

using listener_sets = std::vector<std::vector<listener>>;

// The first worker has the socket itself.
void share(listener first, listener_sets& sets) {
  std::vector<listener> others;
  for (std::size_t i = 1; i < sets.size(); ++i) others.push_back(first.duplicate());
  sets.front().push_back(std::move(first));
  for (std::size_t i = 1; i < sets.size(); ++i) sets[i].push_back(std::move(others[i - 1]));
}

// -- TCP ----------------------------------------------------------------------------------------

// One for each worker; the port that is taken for 0 is given, or chosen and then told.
void open_tcp(const listen_spec& spec, std::uint16_t& chosen_port, listener_sets& sets) {
  const port_group group = sets.size() > 1 ? port_group::first : port_group::none;
  const listener& first = sets.front().emplace_back(spec, group, chosen_port);
  const std::uint16_t port = first.where().port();
  if (std::get<tcp_place>(spec.place).where.port() == 0) chosen_port = port;
  for (std::size_t i = 1; i < sets.size(); ++i) {
    sets[i].emplace_back(spec, port_group::member, port);
  }
}

// A process that gave up its privileges may not bind what it was handed, nor may another user join
// its group.
std::optional<listener> join(const listen_spec& spec, std::uint16_t port) {
  try {
    return listener(spec, port_group::member, port);
  } catch (const std::system_error&) {
    return std::nullopt;
  }
}

// Nothing is closed that clients may wait at.
void take_over_tcp(const listen_spec& spec, std::vector<handed_socket> handed,
                   listener_sets& sets) {
  std::vector<listener> taken;
  for (handed_socket& each : handed) {
    taken.emplace_back(std::move(each.socket), spec);
    if (sets.size() > 1) taken.back().allow_members();
  }
  const std::uint16_t port = taken.front().where().port();
  for (std::size_t i = taken.size(); i < sets.size(); ++i) {
    auto joined = join(spec, port);
    sets[i].push_back(joined ? std::move(*joined) : taken[i % taken.size()].duplicate());
  }
  for (std::size_t i = 0; i < taken.size(); ++i) {
    sets[i % sets.size()].push_back(std::move(taken[i]));
  }
}

// -- Others -------------------------------------------------------------------------------------

// A socket whose name is gone, or leads to another one, is of no more use.
listener open_unix(const listen_spec& spec, std::vector<handed_socket> handed) {
  const std::string& path = std::get<unix_place>(spec.place).path;
  const bool is_abstract = path.starts_with('@');
  for (handed_socket& each : handed) {
    if (is_abstract) return {std::move(each.socket), spec};
    if (socket_at(path) != each.file) continue;
    return {std::move(each.socket), spec, socket_name(path, each.file)};
  }
  return listener(spec);
}

void open_place(const listen_spec& spec, listener_use use, inherited_sockets& inherited,
                std::uint16_t& chosen_port, listener_sets& sets) {
  if (const auto* place = std::get_if<inherited_place>(&spec.place)) {
    share(listener(inherited.take_descriptor(*place->fd), spec), sets);
    return;
  }
  std::vector<handed_socket> handed = inherited.take_handed(place_key(spec), use);
  if (std::holds_alternative<unix_place>(spec.place)) {
    share(open_unix(spec, std::move(handed)), sets);
  } else if (handed.empty()) {
    open_tcp(spec, chosen_port, sets);
  } else {
    take_over_tcp(spec, std::move(handed), sets);
  }
}

}  // namespace

std::vector<std::vector<listener>> open_listeners(const std::vector<listen_spec>& specs,
                                                  unsigned workers, listener_use use,
                                                  inherited_sockets& inherited) {
  listener_sets sets(workers);
  std::uint16_t chosen_port = inherited.chosen_port(use);
  for (const listen_spec& spec : specs) {
    for (const listen_spec& place : inherited.resolve(spec)) {
      open_place(place, use, inherited, chosen_port, sets);
    }
  }
  return sets;
}

std::string_view listening_remedy(std::string_view what, const std::error_code& code) {
  const bool is_unix = what.find(" unix:") != what.npos;
  if (what.starts_with("listen fd:")) {
    return "give a stream socket that listens, by a .socket unit with Accept=no for one";
  }
  if (what.starts_with("LISTEN_") || what.starts_with("inherited descriptor ")) {
    return "start owlet without LISTEN_FDS and LISTEN_PID, or with what they announce";
  }
  if (what.starts_with(kHandOverVariable)) return "start owlet without this variable";
  if (what.starts_with("owner of ") || what.starts_with("group of ")) {
    return "give a name of /etc/passwd or /etc/group, or a number";
  }
  if (!is_unix) return {};
  if (code == std::errc::address_in_use) return "stop it, or choose another path";
  if (code == std::errc::file_exists) return "remove it, or choose another path";
  if (code == std::errc::no_such_file_or_directory) return "make the directory of the socket";
  if (code == std::errc::operation_not_permitted) {
    return "only root may give a file away, and others to their own groups only";
  }
  return "the user of owlet needs permission to write to the directory and to the socket";
}

}  // namespace owlet::net
