// owlet compress: a program of its own takes over.
#include "owlet/app/compress_command.h"

#include <unistd.h>

#include <cerrno>

#include "owlet/app/program_places.h"
#include "owlet/app/run.h"
#include "owlet/base/message.h"
#include "owlet/base/system_error.h"

namespace owlet::app {

namespace {

constexpr const char* kProgram = "owlet-compress";

}  // namespace

int run_compress(const std::string& binary, std::vector<std::string> arguments) {
  std::string name = "owlet compress";
  std::vector<char*> words = {name.data()};
  for (std::string& each : arguments) words.push_back(each.data());
  words.push_back(nullptr);
  std::string tried;
  for (const std::string& path : places_of(binary, kProgram)) {
    ::execv(path.c_str(), words.data());
    tried += (tried.empty() ? "" : ", ") + path + ": " + base::errno_text(errno);
  }
  base::say(
      base::message_level::error,
      "compress: this owlet comes without owlet-compress (" + tried +
          "); images, and builds with -Dstatic=yes, have none: use an owlet that was built where "
          "libbrotli-dev, libzstd-dev or libdeflate-dev is installed");
  return kFailure;
}

}  // namespace owlet::app
