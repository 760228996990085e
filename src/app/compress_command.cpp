// owlet compress: a program of its own takes over.
#include "owlet/app/compress_command.h"

#include <unistd.h>

#include <cerrno>

#include "owlet/app/run.h"
#include "owlet/base/message.h"
#include "owlet/base/system_error.h"

namespace owlet::app {

namespace {

constexpr const char* kProgram = "owlet-compress";

// "a/b" of "a/b/owlet".
std::string folder_of(const std::string& binary) {
  const auto slash = binary.rfind('/');
  return slash == binary.npos ? "." : binary.substr(0, slash);
}

// From the folder of the binary, unless it begins with a slash.
std::string installed_below(const std::string& folder) {
  const std::string place = OWLET_COMPRESS_DIR;
  return place.starts_with('/') ? place : folder + '/' + place;
}

}  // namespace

int run_compress(const std::string& binary, std::vector<std::string> arguments) {
  std::string name = "owlet compress";
  std::vector<char*> words = {name.data()};
  for (std::string& each : arguments) words.push_back(each.data());
  words.push_back(nullptr);
  const std::string folder = folder_of(binary);
  std::string tried;
  for (const std::string& place : {folder, installed_below(folder)}) {
    const std::string path = place + '/' + kProgram;
    ::execv(path.c_str(), words.data());
    tried += (tried.empty() ? "" : ", ") + path + ": " + base::errno_text(errno);
  }
  base::say(base::message_level::error,
            "compress: this owlet comes without owlet-compress (" + tried +
                "); static builds and images have none: use an owlet that was built where "
                "libbrotli-dev, libzstd-dev or libdeflate-dev is installed");
  return kFailure;
}

}  // namespace owlet::app
