// A response plan -> bytes and slices.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/base/segment_buffer.h"
#include "owlet/http/request.h"
#include "owlet/site/header_changes.h"
#include "owlet/site/representation.h"
#include "owlet/site/response_plan.h"

namespace owlet::site {

// What the Connection field of a response says (RFC 9112 section 9.3).
enum class persistence : bool { close, keep_alive };

// Everything that a response is made of, borrowed for the length of one call.
struct response_source {
  const response_plan& plan;
  http::method method;
  site::persistence persistence;
  std::string_view location;  // of a redirection
  const representation& found;
  const representation* page = nullptr;  // of content::page_file
  const header_changes* changes = nullptr;
  bool is_fixed = false;  // a text of --respond, which says all that there is to its status
  std::string_view challenge = {};  // of a 401
  bool is_private = false;          // for this client alone, and for no cache that others share
};

// Renders responses. Owns what is the same for many of them: the Server and Date lines, made once a
// second, the built-in page that was sent last with its fields, and the end of a head.
class response_writer {
public:
  response_writer();

  // Appends a response. Returns the bytes of content in it, at its end.
  std::uint64_t write(const response_source& source, const base::moment& now,
                      base::segment_buffer& out);

private:
  void render_common_fields(std::int64_t unix_seconds);
  void render_page(http::status status);
  [[nodiscard]] std::uint64_t write_representation_fields(const response_source& source,
                                                          std::string& out);
  void write_content(const response_source& source, base::segment_buffer& out) const;
  void write_parts(const response_source& source, base::segment_buffer& out) const;
  [[nodiscard]] std::string part_head(const response_source& source, http::byte_range range) const;
  [[nodiscard]] std::string closing_delimiter() const;
  [[nodiscard]] std::uint64_t multipart_length(const response_source& source) const;

  std::string common_fields_;
  std::string ok_start_;        // the status line of 200 and the common fields
  std::string keep_alive_end_;  // the Connection line and the empty one
  std::string close_end_;
  std::int64_t common_fields_second_ = -1;
  http::status page_status_{};  // whose built-in page was sent last
  std::string page_text_;
  std::string page_fields_;
  std::string boundary_;  // of the multipart response at hand
};

}  // namespace owlet::site
