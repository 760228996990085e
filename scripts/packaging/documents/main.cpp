// owlet-documents: writes what is said of the options of owlet elsewhere than in --help. Runs while
// owlet is built, on the machine that builds it.
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "completions.h"
#include "man_page.h"
#include "sample_config.h"

namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("the template cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string document(const std::string& name, const std::string& page_template) {
  if (name == "bash") return owlet::documents::bash_completion();
  if (name == "zsh") return owlet::documents::zsh_completion();
  if (name == "fish") return owlet::documents::fish_completion();
  if (name == "config") return owlet::documents::sample_config();
  if (name == "man") return owlet::documents::man_page(content_of(page_template));
  throw std::runtime_error("give one of bash, zsh, fish, config or man TEMPLATE");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "";
  const std::string page_template = argc > 2 ? argv[2] : "";
  try {
    std::cout << document(name, page_template) << std::flush;
    return std::cout ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "owlet-documents: " << (page_template.empty() ? name : page_template) << ": "
              << error.what() << '\n';
    return 1;
  }
}
