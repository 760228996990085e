// A file as it can be sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "owlet/base/page_cache.h"
#include "owlet/base/shared_file.h"
#include "owlet/http/content_coding.h"
#include "owlet/http/media_types.h"
#include "owlet/http/validators.h"
#include "owlet/site/document_root.h"
#include "owlet/site/file_info.h"

namespace owlet::site {

// What a path names, with everything about it that is the same for each request. Owns the bytes of
// a small file, and keeps a larger one open. When info.kind is not regular, nothing else is set.
struct representation {
  file_info info;
  std::uint64_t length = 0;  // bytes that can be sent
  http::content_coding coding = http::content_coding::identity;
  std::string content_type;   // the value of Content-Type
  bool has_variants = false;  // the name is one of which other codings may be there: Vary
  bool has_ranges = true;     // parts of it can be asked for
  http::validators validators;
  std::string validator_fields;  // rendered field lines: what a 304 repeats, too
  std::string whole_fields;      // rendered field lines: all that an answer of the whole file has
  std::string body;              // of a small file: all of it
  base::shared_file file;        // of a larger file, and of one that is not complete
  bool was_read = false;         // for its body, or for the hash of it
  bool is_complete = false;      // nothing has to be read any more: all of the above is true

  // Whether the bytes are those of `file`, and not `body`.
  [[nodiscard]] bool is_sent_from_file() const;
};

// What a path names that names nothing.
[[nodiscard]] const representation& absent_representation();

// What the settings say of all files.
struct presentation {
  std::uint64_t hash_limit = 64 * 1024;  // bytes: up to this size, the tag comes from the content
  // The value of Cache-Control (RFC 9111 section 5.2), "" for none; without it, "no-cache", but a
  // year for names that carry a hash of their content.
  std::optional<std::string> cache_control = {};
  http::media_types types = {};  // ahead of those that owlet knows
  std::string charset = {};      // for the types that have that parameter; "" is none
};

// What completing a representation needs.
struct completion {
  const presentation& settings;
  base::disk_wait wait;
  std::int64_t now_seconds;
  http::content_coding coding = http::content_coding::identity;
};

// What a path names, opened and not read.
[[nodiscard]] representation open_representation(const document_root& root,
                                                 const std::string& path);

// Reads what has to be read of a file that is open, and renders its fields. It is not complete
// after that only when it would have had to wait for the disk, which has been asked now. The path
// of what is a coding of another file has the suffix of the coding (http::suffix_of), which does
// not tell its type.
void complete(representation& opened, std::string_view path, const completion& how);

// Whether `opened`, which was just opened, is the very version of `known`, which is complete, so
// that nothing has to be read again; then `known` takes over its file.
[[nodiscard]] bool renew(representation& known, representation& opened, std::int64_t now_seconds);

// A text that is no file, as one that is complete: no longer than base::kSmallBodyBytes, without a
// time, its tag from its bytes. An empty `cache_control` is none.
[[nodiscard]] representation representation_of_text(std::string text, std::string content_type,
                                                    std::string_view cache_control);

}  // namespace owlet::site
