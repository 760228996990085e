// What --auth needs of the machine.
#include "owlet/app/password_program.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "owlet/app/program_places.h"
#include "owlet/base/system_error.h"

namespace owlet::app {

namespace {

constexpr const char* kProgram = "owlet-auth";

// Where a path does not lead anywhere, there is nothing to be served, and others say so.
bool lies_in(const std::string& file, const std::string& directory) {
  if (directory.empty()) return false;
  std::error_code failed;
  const auto inner = std::filesystem::canonical(file, failed).string();
  const auto outer = (std::filesystem::canonical(directory, failed) / "").string();
  return !failed && inner.starts_with(outer);
}

std::string find_program(const std::string& binary, std::string& out) {
  std::string tried;
  for (const std::string& path : places_of(binary, kProgram)) {
    if (::access(path.c_str(), X_OK) == 0) {
      out = path;
      return {};
    }
    tried += (tried.empty() ? "" : ", ") + path + ": " + base::errno_text(errno);
  }
  return "--auth: this owlet comes without owlet-auth (" + tried +
         "): use an owlet that was built where libcrypt-dev is installed, or put that program "
         "beside it";
}

}  // namespace

std::string prepare_passwords(const std::string& binary, settings& wanted) {
  const site::auth_options& auth = wanted.server.site.auth;
  if (!auth.is_on()) return {};
  for (const std::string& served : {wanted.server.root, wanted.server.site.previous_root}) {
    if (lies_in(auth.file, served)) {
      return "--auth " + auth.file + ": it lies in " + served +
             ", which is served: keep passwords outside of it";
    }
  }
  for (const std::string& served : wanted.server.site.follow) {
    if (lies_in(auth.file, served)) {
      return "--auth " + auth.file + ": it lies in " + served +
             ", which --follow lets links lead into: keep passwords outside of it";
    }
  }
  return find_program(binary, wanted.server.password_program);
}

}  // namespace owlet::app
