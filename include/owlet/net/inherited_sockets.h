// Listening sockets that whoever started this process has given to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/base/unique_fd.h"
#include "owlet/net/listen_spec.h"
#include "owlet/net/unix_socket.h"

namespace owlet::net {

// The variable that an owlet describes its sockets in, for the one that follows it; see hand_over.
inline constexpr const char* kHandOverVariable = "OWLET_INHERIT";

// What a listener is for.
enum class listener_use : std::uint8_t { site, admin };

// The name in LISTEN_FDNAMES of what is for the admin listener.
inline constexpr std::string_view kAdminName = "admin";

// Two places are the same when a socket of one serves the other: options of what is spoken there,
// and mode and owner of a file, do not matter.
[[nodiscard]] std::string place_key(const listen_spec& spec);

// A socket that the owlet before this one had opened for a place.
struct handed_socket {
  base::unique_fd socket;
  unsigned worker = 0;  // whose it was
  listener_use use = listener_use::site;
  file_identity file;  // of a unix socket
  std::string key;     // place_key() of its place
};

// Owns what was given until it is taken, and closes the rest.
class inherited_sockets {
public:
  inherited_sockets() = default;  // none

  // Reads LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES as sd_listen_fds(3) describes them, and
  // kHandOverVariable, and removes all of them from the environment, so that no child takes them
  // for its own. The descriptors become close-on-exec. To be called before the process forks, and
  // before it opens anything. Throws std::system_error.
  [[nodiscard]] static inherited_sockets take_from_environment();

  // Where to listen when nobody has said so: at what socket activation gave. What is named "admin"
  // is for the admin listener, everything else for the site.
  [[nodiscard]] std::vector<listen_spec> places(listener_use use) const;

  // The place itself; for a name (fd:NAME) the descriptors that bear it, at least one. Throws
  // std::system_error.
  [[nodiscard]] std::vector<listen_spec> resolve(const listen_spec& spec) const;

  // The descriptor of an inherited place, whether it was announced or is just there.
  [[nodiscard]] base::unique_fd take_descriptor(int fd);

  // Everything that was handed on for a place, by worker.
  [[nodiscard]] std::vector<handed_socket> take_handed(const std::string& key, listener_use use);
  // The port of what was handed on for places with port 0; 0 when there is none.
  [[nodiscard]] std::uint16_t chosen_port(listener_use use) const;

private:
  struct activated_socket {
    base::unique_fd socket;
    int number;  // of the descriptor, even when it was taken
    std::string name;
  };

  void add_activated(int fd, std::string_view name);
  void read_activation();
  void read_hand_over(std::string_view text);
  [[nodiscard]] bool read_hand_over_line(std::string_view line);

  std::vector<activated_socket> activated_;
  std::vector<handed_socket> handed_;
};

}  // namespace owlet::net
