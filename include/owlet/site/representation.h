// A file as it can be sent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/base/shared_file.h"
#include "owlet/http/validators.h"
#include "owlet/site/document_root.h"
#include "owlet/site/file_info.h"

namespace owlet::site {

// What a path names, with everything about it that is the same for each request. Owns the bytes of
// a small file, and keeps a larger one open. When info.kind is not regular, nothing else is set.
struct representation {
  file_info info;
  std::uint64_t length = 0;     // bytes that can be sent
  std::string_view media_type;  // static storage
  http::validators validators;
  std::string validator_fields;  // rendered field lines: what a 304 repeats, too
  std::string whole_fields;      // rendered field lines: all that an answer of the whole file has
  std::string body;              // of a small file: all of it
  base::shared_file file;        // of a larger file
};

// Opens what a path names and reads it if it is small.
[[nodiscard]] representation load_representation(const document_root& root, const std::string& path,
                                                 std::int64_t now_seconds);

}  // namespace owlet::site
