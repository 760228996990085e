// Where the other programs of owlet are.
#include "owlet/app/program_places.h"

namespace owlet::app {

namespace {

// "a/b" of "a/b/owlet".
std::string folder_of(const std::string& binary) {
  const auto slash = binary.rfind('/');
  return slash == binary.npos ? "." : binary.substr(0, slash);
}

// From the folder of the binary, unless it begins with a slash.
std::string installed_below(const std::string& folder) {
  const std::string place = OWLET_COMMAND_DIR;
  return place.starts_with('/') ? place : folder + '/' + place;
}

}  // namespace

std::vector<std::string> places_of(const std::string& binary, const std::string& program) {
  const std::string folder = folder_of(binary);
  return {folder + '/' + program, installed_below(folder) + '/' + program};
}

}  // namespace owlet::app
