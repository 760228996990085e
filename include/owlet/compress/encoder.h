// The libraries that compress. The only file that includes their headers.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "owlet/http/content_coding.h"

namespace owlet::compress {

// How much time may be spent. What quick does not make smaller, best does not make much smaller.
enum class effort : std::uint8_t { quick, best };

// Whether this build has the library of a coding.
[[nodiscard]] bool has_encoder(http::content_coding coding);

// Compresses whole files, as the HTTP content codings have them: with zstd and brotli in windows
// that every browser takes (RFC 8878 section 3.1.1.1.2, RFC 9659: 8 MiB). The same input gives the
// same bytes, on any machine with the same version of the library. For one thread.
class encoder {
public:
  encoder();
  ~encoder();
  encoder(const encoder&) = delete;
  encoder& operator=(const encoder&) = delete;

  // Whether `out` is now what the input is in that coding, which has_encoder. If not, there was not
  // enough memory.
  [[nodiscard]] bool encode(std::span<const char> in, http::content_coding coding, effort how,
                            std::string& out);

private:
  struct contexts;
  std::unique_ptr<contexts> contexts_;
};

}  // namespace owlet::compress
