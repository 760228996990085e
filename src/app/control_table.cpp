// Every command to a daemon that runs, once: what it is called, and what it is for.
#include "owlet/app/control_table.h"

namespace owlet::app {

namespace {

constexpr control_row kTable[] = {
    {control_action::stop, "stop", "answer what is under way, then end; wait for it"},
    {control_action::status, "status", "say whether it runs, and since when"},
    {control_action::reload, "reload", "read all settings again"},
    {control_action::upgrade, "upgrade",
     "start the binary anew, without losing anyone; wait until that serves"},
};

}  // namespace

std::span<const control_row> control_table() { return kTable; }

}  // namespace owlet::app
