// Tests of base/text_file.
#include "owlet/base/text_file.h"

#include <doctest/doctest.h>

#include "../support.h"

namespace owlet::base {
namespace {

TEST_CASE("a file is read to its end, whatever is in it and however long it is") {
  const testing::temporary_directory directory;
  for (const std::string& text : {std::string(), std::string("a\nb"), std::string("a\0b\n", 4),
                                  std::string(4096, 'x'), std::string(100'000, 'y')}) {
    directory.write("file", text);
    CHECK(read_text_file(directory.path("file")) == text);
  }
  CHECK(read_text_file("/proc/self/stat").find("(") != std::string::npos);
}

TEST_CASE("what is no file, or not there, is empty") {
  const testing::temporary_directory directory;
  CHECK(read_text_file(directory.path()).empty());
  CHECK(read_text_file(directory.path("nothing")).empty());
}

}  // namespace
}  // namespace owlet::base
