// Tests of base/system_error.
#include "owlet/base/system_error.h"

#include <doctest/doctest.h>

#include <cerrno>

namespace owlet::base {
namespace {

TEST_CASE("a start-up error names the call and says why") {
  for (const int number : {EADDRINUSE, EACCES, ENOENT}) {
    CAPTURE(number);
    try {
      errno = number;
      throw_errno("bind 0.0.0.0:80");
      FAIL("nothing was thrown");
    } catch (const std::system_error& error) {
      CHECK(error.code().value() == number);
      CHECK((error.code().category() == std::generic_category()));
      CHECK(error.what() == "bind 0.0.0.0:80: " + errno_text(number));
    }
  }
}

TEST_CASE("an errno value reads as a person would say it") {
  CHECK(errno_text(EADDRINUSE) == "Address already in use");
  CHECK(errno_text(ENOENT) == "No such file or directory");
}

}  // namespace
}  // namespace owlet::base
