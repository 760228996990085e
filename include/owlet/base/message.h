// What the process says to whoever started it, on standard error.
#pragma once

#include <cstdint>
#include <string_view>

namespace owlet::base {

enum class message_level : std::uint8_t { error, warning, notice, debug };
enum class message_style : std::uint8_t { text, json };

// How messages of the whole process look from here on, and which of them are said: those of `least`
// and more urgent ones. At first: text, notice.
void set_message_style(message_style style, message_level least);

// Writes one line: "owlet: TEXT", "owlet: warning: TEXT", or an object of JSON with time, level,
// pid and message. Never waits: a reader that does not keep up loses it. Control characters are
// escaped.
void say(message_level level, std::string_view text);

}  // namespace owlet::base
