// Listening sockets that whoever started this process has given to it.
#include "owlet/net/inherited_sockets.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "owlet/base/system_error.h"

namespace owlet::net {

namespace {

constexpr int kFirstDescriptor = 3;  // SD_LISTEN_FDS_START
constexpr int kMaxDescriptors = 4096;
constexpr std::string_view kNoName = "unknown";  // as sd_listen_fds_with_names(3) says
constexpr std::string_view kHandOverVersion = "owlet 1";

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return value;
}

// Takes what stands before the separator or the end off the front.
std::string_view take_until(std::string_view& text, char separator) {
  const std::string_view piece = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(piece.size() + 1, text.size()));
  return piece;
}

[[noreturn]] void refuse(const std::string& what) {
  throw std::system_error(EINVAL, std::generic_category(), what);
}

// Its value, and then it is gone.
std::optional<std::string> take_variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  std::string copy = value;
  ::unsetenv(name);
  return copy;
}

base::unique_fd own_descriptor(int fd) {
  if (::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
    base::throw_errno("inherited descriptor " + std::to_string(fd));
  }
  return base::unique_fd(fd);
}

}  // namespace

std::string place_key(const listen_spec& spec) {
  listen_spec place{.place = spec.place};
  if (auto* path = std::get_if<unix_place>(&place.place)) {
    *path = {.path = path->path};
  }
  return place.text();
}

inherited_sockets inherited_sockets::take_from_environment() {
  inherited_sockets given;
  given.read_activation();
  if (const auto text = take_variable(kHandOverVariable)) given.read_hand_over(*text);
  return given;
}

void inherited_sockets::add_activated(int fd, std::string_view name) {
  activated_.push_back({own_descriptor(fd), fd, std::string(name.empty() ? kNoName : name)});
}

// What is for another process is removed all the same.
void inherited_sockets::read_activation() {
  const auto process = take_variable("LISTEN_PID");
  const auto count_text = take_variable("LISTEN_FDS");
  const auto names = take_variable("LISTEN_FDNAMES");
  ::unsetenv("LISTEN_PIDFDID");
  if (!process || !count_text) return;
  const auto id = parse_number<pid_t>(*process);
  if (!id) refuse("LISTEN_PID=" + *process + ", which is no process");
  if (*id != ::getpid()) return;
  const auto count = parse_number<int>(*count_text);
  if (!count || *count < 0 || *count > kMaxDescriptors) {
    refuse("LISTEN_FDS=" + *count_text + ", which is no number of descriptors");
  }
  const auto colons = names ? std::count(names->begin(), names->end(), ':') : *count - 1;
  if (*count > 0 && colons + 1 != *count) {
    refuse("LISTEN_FDNAMES=" + *names + ", which are not LISTEN_FDS=" + *count_text + " names");
  }
  std::string_view rest = names ? std::string_view(*names) : std::string_view{};
  for (int i = 0; i < *count; ++i) add_activated(kFirstDescriptor + i, take_until(rest, ':'));
}

void inherited_sockets::read_hand_over(std::string_view text) {
  std::string_view rest = text;
  bool is_sound = take_until(rest, '\n') == kHandOverVersion;
  while (is_sound && !rest.empty()) is_sound = read_hand_over_line(take_until(rest, '\n'));
  if (!is_sound) {
    refuse(std::string(kHandOverVariable) + ", which is for an owlet that replaces another one");
  }
}

// See hand_over::add for what is read here.
bool inherited_sockets::read_hand_over_line(std::string_view line) {
  const std::string_view kind = take_until(line, ' ');
  const auto fd = parse_number<int>(take_until(line, ' '));
  if (!fd || *fd < 0) return false;
  if (kind == "activated") {
    add_activated(*fd, line);
    return true;
  }
  const auto worker = parse_number<unsigned>(take_until(line, ' '));
  const std::string_view use = take_until(line, ' ');
  const auto device = parse_number<dev_t>(take_until(line, ' '));
  const auto inode = parse_number<ino_t>(take_until(line, ' '));
  if (kind != "socket" || !worker || !device || !inode || line.empty()) return false;
  if (use != "site" && use != "admin") return false;
  handed_.push_back({.socket = own_descriptor(*fd),
                     .worker = *worker,
                     .use = use == "site" ? listener_use::site : listener_use::admin,
                     .file = {*device, *inode},
                     .key = std::string(line)});
  return true;
}

std::vector<listen_spec> inherited_sockets::places(listener_use use) const {
  std::vector<listen_spec> found;
  for (const activated_socket& each : activated_) {
    if ((each.name == kAdminName) != (use == listener_use::admin)) continue;
    found.push_back({.place = inherited_place{.fd = each.number, .name = each.name}});
  }
  return found;
}

std::vector<listen_spec> inherited_sockets::resolve(const listen_spec& spec) const {
  const auto* wanted = std::get_if<inherited_place>(&spec.place);
  if (wanted == nullptr) return {spec};
  std::vector<listen_spec> found;
  for (const activated_socket& each : activated_) {
    if (wanted->fd ? *wanted->fd != each.number : wanted->name != each.name) continue;
    found.push_back({.place = inherited_place{.fd = each.number, .name = each.name},
                     .has_proxy_header = spec.has_proxy_header});
  }
  if (found.empty() && wanted->fd) return {spec};
  if (found.empty()) refuse("listen " + spec.text() + ", for nothing in LISTEN_FDNAMES is it");
  return found;
}

base::unique_fd inherited_sockets::take_descriptor(int fd) {
  for (activated_socket& each : activated_) {
    if (each.number == fd && each.socket) return std::move(each.socket);
  }
  return own_descriptor(fd);
}

std::vector<handed_socket> inherited_sockets::take_handed(const std::string& key,
                                                          listener_use use) {
  const auto is_other = [&](const handed_socket& each) {
    return each.key != key || each.use != use;
  };
  const auto first = std::stable_partition(handed_.begin(), handed_.end(), is_other);
  std::vector<handed_socket> found(std::make_move_iterator(first),
                                   std::make_move_iterator(handed_.end()));
  handed_.erase(first, handed_.end());
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.worker < b.worker; });
  return found;
}

std::uint16_t inherited_sockets::chosen_port(listener_use use) const {
  for (const handed_socket& each : handed_) {
    const bool has_any_port = each.key.ends_with(":0") || each.key.ends_with(":0,dual");
    if (each.use != use || !has_any_port || each.key.starts_with("unix:")) continue;
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(each.socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0) {
      return endpoint::from_sockaddr(address).port();
    }
  }
  return 0;
}

}  // namespace owlet::net
