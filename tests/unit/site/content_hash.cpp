// Tests of site/content_hash.
#include "owlet/site/content_hash.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::site {
namespace {

// The values are XXH3's own, as `xxhsum -H2` prints them.
TEST_CASE("the hash of known contents is the one that every machine has") {
  CHECK(hash_content("") == content_digest{0x99aa06d3014798d8U, 0x6001c324468d497fU});
  CHECK(hash_content("Hello World!") == content_digest{0xbbce2257f0cec895U, 0xf56f7a348bed5898U});
}

TEST_CASE("every byte of a content counts, whatever its size") {
  for (const std::size_t size : {1U, 2U, 3U, 16U, 17U, 128U, 129U, 240U, 241U, 1024U, 1025U}) {
    CAPTURE(size);
    const std::string original(size, 'x');
    const content_digest digest = hash_content(original);
    CHECK(hash_content(original) == digest);
    CHECK_FALSE(hash_content(original + 'x') == digest);
    for (std::size_t at = 0; at < size; ++at) {
      std::string changed = original;
      changed[at] = 'y';
      CHECK_FALSE(hash_content(changed) == digest);
    }
  }
}

}  // namespace
}  // namespace owlet::site
