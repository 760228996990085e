// What --auth needs of the machine.
#pragma once

#include <string>

#include "owlet/app/settings.h"

namespace owlet::app {

// Finds the program that compares passwords, for settings that ask for it, and sees to it that the
// file of passwords cannot be served. `binary` is the path of owlet. What is wrong, with its
// remedy, or nothing.
[[nodiscard]] std::string prepare_passwords(const std::string& binary, settings& wanted);

}  // namespace owlet::app
