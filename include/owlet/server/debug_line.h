// One response -> its line in the debug output, for a person.
#pragma once

#include <string>

#include "owlet/server/config.h"
#include "owlet/server/log_line.h"

namespace owlet::server {

// In the style of messages, with its newline: "owlet: 200 GET / HTTP/1.1, 12 bytes in 0.3 ms to
// 127.0.0.1". With colours, which are for messages of text alone, the same with escape sequences of
// a terminal (ECMA-48 section 8.3.117) around its parts: the status in the colour of its class, the
// method bold, the target as it is, the rest faint. What a client chose is escaped either way.
[[nodiscard]] std::string format_debug_line(const access_record& record, debug_colours colours);

}  // namespace owlet::server
