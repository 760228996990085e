// The hash of a file's bytes, for its entity tag; the only user of xxHash.
#include "owlet/site/content_hash.h"

#include <xxhash.h>

namespace owlet::site {

content_digest hash_content(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

}  // namespace owlet::site
