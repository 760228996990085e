// What the process says to whoever started it, on standard error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace owlet::base {

enum class message_level : std::uint8_t { error, warning, notice, debug };
enum class message_style : std::uint8_t { text, json };

// How messages of the whole process look from here on, and which of them are said: those of `least`
// and more urgent ones. At first: text, notice.
void set_message_style(message_style style, message_level least);

// One line with its newline, of no more than 4096 bytes. As text, "owlet: TEXT" is an error or a
// notice; "owlet: warning: TEXT" and "owlet: debug: TEXT" say what they are. As an object of JSON:
// {"time":"1994-11-06T08:49:37.000Z","level":"warning","pid":1,"message":"TEXT"}. Control
// characters are escaped, and bytes that are not ASCII stay if the text is UTF-8.
[[nodiscard]] std::string format_message(message_level level, std::string_view text);

// Writes such a line in one piece, if the level is said at all. Never waits: where standard error
// takes nothing now, the line is lost, and false is returned.
bool say(message_level level, std::string_view text);

}  // namespace owlet::base
