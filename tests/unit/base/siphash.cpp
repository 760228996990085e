// Tests of base/siphash.
#include "owlet/base/siphash.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::base {
namespace {

// The bytes of a tag in the order of the wire.
std::string hex_of(const keyed_tag& tag) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint64_t word : {tag.low, tag.high}) {
    for (unsigned i = 0; i < 8; ++i) {
      text += kDigits[word >> (8 * i + 4) & 15U];
      text += kDigits[word >> (8 * i) & 15U];
    }
  }
  return text;
}

// vectors_sip128 of the reference code: the key is 00 01 .. 0f, the message 00 01 02 and so on.
TEST_CASE("the hash is that of the reference code") {
  struct row {
    std::size_t size;
    std::string_view tag;
  };
  constexpr row kRows[] = {
      {0, "a3817f04ba25a8e66df67214c7550293"},  {1, "da87c1d86b99af44347659119b22fc45"},
      {7, "a1f1ebbed8dbc153c0b84aa61ff08239"},  {8, "3b62a9ba6258f5610f83e264f31497b4"},
      {15, "5493e99933b0a8117e08ec0f97cfc3d9"}, {16, "6ee2a4ca67b054bbfd3315bf85230577"},
      {63, "5150d1772f50834a503e069a973fbd7c"},
  };
  const hash_key key{0x0706050403020100U, 0x0f0e0d0c0b0a0908U};
  for (const row& each : kRows) {
    CAPTURE(each.size);
    std::string message;
    for (std::size_t i = 0; i < each.size; ++i) message += static_cast<char>(i);
    CHECK(hex_of(keyed_hash(key, message)) == each.tag);
  }
}

TEST_CASE("no two keys are the same") {
  CHECK_FALSE(keyed_hash(random_hash_key(), "") == keyed_hash(random_hash_key(), ""));
}

}  // namespace
}  // namespace owlet::base
