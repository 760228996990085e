// Errors of start-up that carry errno and say what was tried.
#pragma once

#include <string>
#include <system_error>

namespace owlet::base {

// Throws std::system_error for the current errno; `what` names the call and its argument, as in
// "bind 0.0.0.0:80". For start-up only: after the loop runs, nothing throws.
[[noreturn]] void throw_errno(const std::string& what);

// The text of an errno value, as in "Address already in use".
[[nodiscard]] std::string errno_text(int error);

}  // namespace owlet::base
