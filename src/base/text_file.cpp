// Small files of text, as the kernel has them in /proc and /sys.
#include "owlet/base/text_file.h"

#include <array>
#include <cstdio>
#include <memory>

namespace owlet::base {

namespace {

struct file_closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

// By stdio, which is in the binary anyway: a file stream would bring 40 KB into a static one.
std::string read_text_file(const std::string& path) {
  std::string text;
  const std::unique_ptr<std::FILE, file_closer> file(std::fopen(path.c_str(), "re"));
  if (!file) return text;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    text.append(buffer.data(), size);
  }
  return text;
}

}  // namespace owlet::base
