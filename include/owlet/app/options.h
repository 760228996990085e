// The command line, and what else says how the process is to run.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "owlet/app/control.h"
#include "owlet/app/option_text.h"
#include "owlet/app/settings.h"
#include "owlet/base/clock.h"

namespace owlet::app {

// What the command line asks for.
struct serve_request {
  app::settings settings;
  std::vector<std::string> warnings;  // whole lines
};
// --check: of all that can be judged without the system, nothing is wrong.
struct check_request {
  app::settings settings;
  std::vector<std::string> warnings;
  std::string listing;  // the settings in effect, for standard output
};
struct control_request {
  control_action action;
  std::string pid_file;
};
// --probe: what is asked, and how long that may take in all.
struct probe_request {
  std::string url;
  base::duration patience;
};
// owlet explain: what a server with these settings would answer.
struct explain_request {
  app::settings settings;
  std::vector<std::string> warnings;
  std::string request;  // the bytes of it
};
// compress: what stands behind it is for another program.
struct compress_request {
  std::vector<std::string> arguments;
};
struct text_request {
  std::string text;  // help or version, for standard output
};
using command = std::variant<serve_request, check_request, control_request, probe_request,
                             explain_request, compress_request, text_request, usage_error>;

// Reads argv as main gets it, the environment as environ(7) has it, and the files that they name:
// the same ones again when the settings are to be renewed. Never throws for what a person wrote.
[[nodiscard]] command parse_options(int argc, const char* const* argv,
                                    const char* const* environment);

}  // namespace owlet::app
