// What `owlet compress` is to do.
#pragma once

#include <string>
#include <vector>

#include "owlet/http/content_coding.h"

namespace owlet::compress {

// The codings that a file can lie beside its original in, the dearest first.
inline constexpr http::content_coding kSidecarCodings[] = {
    http::content_coding::br, http::content_coding::zstd, http::content_coding::gzip};

// A plain struct: nothing below the command line knows of one.
struct settings {
  std::string directory;
  std::vector<http::content_coding> codings;  // in the order above
  std::vector<std::string> extensions;        // of what is compressed; none: the text types
  unsigned jobs = 1;                          // threads
  bool cleans = false;                        // orphans are removed as well
  bool is_dry = false;                        // nothing is written or removed
};

}  // namespace owlet::compress
