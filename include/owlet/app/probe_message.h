// What a probe asks, where it asks, and what it makes of the answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "owlet/net/endpoint.h"

namespace owlet::app {

// A place, and what is asked there. A plain value.
struct probe_target {
  std::vector<net::endpoint> places;  // one after the other, until one takes the connection
  std::string socket_path;  // in their place: of a unix socket, from / on or from the @ on
  std::string host;         // of the field Host
  std::string path;         // from / on, with its query
};

// Why a text says no target: the thing that is wrong and the remedy.
struct probe_error {
  std::string message;
};

// Reads "http://ADDRESS[:PORT][/PATH]" or "unix:SOCKET[:/PATH]". An address is numeric, IPv6 in
// brackets, or "localhost", which is both 127.0.0.1 and ::1; no name is ever looked up.
[[nodiscard]] std::variant<probe_target, probe_error> parse_probe_target(std::string_view url);

// A GET of HTTP/1.1, after which the connection ends.
[[nodiscard]] std::string format_probe(const probe_target& target);

enum class answer_state : std::uint8_t { incomplete, whole, not_http };

struct probe_answer {
  answer_state state = answer_state::incomplete;
  int status = 0;  // 200 to 999; of a whole one only
};

// The first final answer in what has come of a connection so far: its head is looked at, and
// nothing behind that. Interim ones (1xx, RFC 9110 section 15.2) are passed over.
[[nodiscard]] probe_answer read_probe_answer(std::string_view bytes);

}  // namespace owlet::app
