// Where to listen, as a person writes it.
#include "owlet/net/listen_spec.h"

#include <charconv>

namespace owlet::net {

std::string listen_spec::text() const {
  if (const auto* tcp = std::get_if<tcp_place>(&place)) return tcp->where.text();
  return {};
}

std::variant<listen_spec, listen_error> parse_listen_spec(std::string_view text,
                                                          std::string_view default_host) {
  const auto colon = text.rfind(':');
  const std::string_view host = colon == text.npos ? default_host : text.substr(0, colon);
  const std::string_view digits = colon == text.npos ? text : text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const auto where = endpoint::parse(host, port);
  if (!where || read.ec != std::errc{}) return listen_error{"give HOST:PORT"};
  return listen_spec{.place = tcp_place{.where = *where}};
}

}  // namespace owlet::net
