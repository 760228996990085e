// Tests of base/base64.
#include "owlet/base/base64.h"

#include <doctest/doctest.h>

namespace owlet::base {
namespace {

// RFC 4648 section 10, and all values of the alphabet.
TEST_CASE("text in the right form is decoded") {
  constexpr std::string_view kRows[][2] = {
      {"", ""},
      {"Zg==", "f"},
      {"Zm8=", "fo"},
      {"Zm9v", "foo"},
      {"Zm9vYg==", "foob"},
      {"Zm9vYmE=", "fooba"},
      {"Zm9vYmFy", "foobar"},
      {"+/+/", "\xfb\xff\xbf"},
  };
  for (const auto& each : kRows) {
    CAPTURE(each[0]);
    std::string out = "before ";
    CHECK(decode_base64(each[0], out));
    CHECK(out == "before " + std::string(each[1]));
  }
}

TEST_CASE("any other form is refused, and leaves nothing behind") {
  for (const std::string_view text :
       {"Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zh==", "Zm9=", "Zm9v ", "Zm 9v", "Zm9-", "Zm_v",
        "Zg==Zg==", "Zm9vYg==\n", "Z\xc3\xa4=", "Zm9v,Zm9v"}) {
    CAPTURE(text);
    std::string out = "before";
    CHECK_FALSE(decode_base64(text, out));
    CHECK(out == "before");
  }
}

}  // namespace
}  // namespace owlet::base
