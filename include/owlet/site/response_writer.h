// A response plan -> bytes and slices.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/base/limits.h"
#include "owlet/base/segment_buffer.h"
#include "owlet/http/request.h"
#include "owlet/http/target_path.h"
#include "owlet/site/document_root.h"
#include "owlet/site/response_plan.h"

namespace owlet::site {

// What the Connection field of a response says (RFC 9112 section 9.3).
enum class persistence : bool { close, keep_alive };

// Everything that a response is made of. Borrowed for the length of one call, but for the file's
// descriptor, which is taken.
struct response_source {
  const response_plan& plan;
  http::method method;
  site::persistence persistence;
  const http::target_path& target;  // for Location
  std::string_view media_type;
  opened_file& file;
};

// Renders responses. Owns what is the same for all of them: the Server and Date lines, made once a
// second, and the boundary of multipart answers.
class response_writer {
public:
  response_writer();

  // Appends a response; the bytes of content that it promises for this method. Nothing when the
  // file is shorter than it was a moment ago: `out` is then as it was before.
  [[nodiscard]] std::optional<std::uint64_t> write(const response_source& source,
                                                   const base::moment& now,
                                                   base::segment_buffer& out);

private:
  void render_common_fields(std::int64_t unix_seconds);
  [[nodiscard]] std::uint64_t write_head(const response_source& source, base::segment_buffer& out);
  [[nodiscard]] bool write_content(const response_source& source, base::segment_buffer& out);
  [[nodiscard]] bool write_parts(const response_source& source, base::shared_file file,
                                 base::segment_buffer& out);
  [[nodiscard]] bool write_slice(base::shared_file file, http::byte_range range,
                                 base::segment_buffer& out);
  [[nodiscard]] std::string part_head(const response_source& source, http::byte_range range) const;
  [[nodiscard]] std::string closing_delimiter() const;
  [[nodiscard]] std::uint64_t multipart_length(const response_source& source) const;

  std::string common_fields_;
  std::int64_t common_fields_second_ = -1;
  std::string boundary_;
  std::array<char, base::kSmallBodyBytes> small_body_;
};

}  // namespace owlet::site
