// A response plan -> bytes and slices.
#include "owlet/site/response_writer.h"

#include <sys/random.h>

#include <array>
#include <utility>

#include "owlet/http/http_date.h"
#include "owlet/http/response_head.h"
#include "owlet/site/plan_response.h"

namespace owlet::site {

namespace {

using http::status;

// RFC 2046 section 5.1.1: it must not occur in what it separates, so nobody may guess it.
std::string random_boundary() {
  std::array<unsigned char, 12> bytes{};
  [[maybe_unused]] const ssize_t filled = ::getrandom(bytes.data(), bytes.size(), GRND_NONBLOCK);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string boundary = "owlet-";
  for (const unsigned char byte : bytes) {
    boundary += kHex[byte >> 4U];
    boundary += kHex[byte & 15U];
  }
  return boundary;
}

// RFC 9110 section 15.4.5: a 304 repeats the validators, so they go with every answer of a file.
void write_validators(const http::validators& validators, http::response_head& head) {
  if (validators.last_modified_seconds) {
    head.field("Last-Modified", http::format_http_date(*validators.last_modified_seconds).view());
  }
  head.field("ETag", validators.tag.view());
}

// What only one status has.
void write_status_fields(const response_source& source, http::response_head& head) {
  switch (source.plan.status) {
    case status::method_not_allowed:
    case status::no_content: head.field("Allow", kAllowedMethods); break;
    case status::moved_permanently: {
      std::string location;
      http::append_location(location, source.target);
      head.field("Location", location);
      break;
    }
    case status::range_not_satisfiable:
      head.field("Content-Range", http::format_unsatisfied_range(source.file.info.size).view());
      break;
    case status::service_unavailable: head.field("Retry-After", 1); break;
    default: break;
  }
}

}  // namespace

response_writer::response_writer() : boundary_(random_boundary()) {}

std::optional<std::uint64_t> response_writer::write(const response_source& source,
                                                    const base::moment& now,
                                                    base::segment_buffer& out) {
  if (now.unix_seconds != common_fields_second_) render_common_fields(now.unix_seconds);
  const std::size_t memory_before = out.memory.size();
  const std::size_t slices_before = out.slices.size();
  const std::uint64_t length = write_head(source, out);
  if (source.method == http::method::head) return 0;
  if (write_content(source, out)) return length;
  out.memory.resize(memory_before);
  while (out.slices.size() > slices_before) out.slices.pop_back();
  return std::nullopt;
}

void response_writer::render_common_fields(std::int64_t unix_seconds) {
  common_fields_.clear();
  http::response_head(common_fields_)
      .field("Server", "owlet")
      .field("Date", http::format_http_date(unix_seconds).view());
  common_fields_second_ = unix_seconds;
}

// Returns the length of the content.
std::uint64_t response_writer::write_head(const response_source& source,
                                          base::segment_buffer& out) {
  const response_plan& plan = source.plan;
  http::response_head head(out.memory, plan.status);
  out.memory += common_fields_;
  std::uint64_t length = 0;
  switch (plan.content) {
    case content::none: break;
    case content::page:
      length = http::error_page(plan.status).size();
      head.field("Content-Type", "text/html").field("Content-Length", length);
      break;
    case content::whole:
      length = source.file.info.size;
      head.field("Content-Type", source.media_type).field("Content-Length", length);
      break;
    case content::ranges:
      if (plan.ranges.count == 1) {
        const http::byte_range range = plan.ranges.selected().front();
        length = range.length;
        head.field("Content-Type", source.media_type).field("Content-Length", length);
        head.field("Content-Range",
                   http::format_content_range(range, source.file.info.size).view());
      } else {
        length = multipart_length(source);
        head.field("Content-Type", "multipart/byteranges; boundary=" + boundary_);
        head.field("Content-Length", length);
      }
      break;
  }
  if (source.file.info.kind == file_kind::regular && plan.content != content::page) {
    write_validators(plan.validators, head);
    head.field("Accept-Ranges", "bytes");
  }
  write_status_fields(source, head);
  head.field("Connection", source.persistence == persistence::keep_alive ? "keep-alive" : "close");
  head.end();
  return length;
}

bool response_writer::write_content(const response_source& source, base::segment_buffer& out) {
  switch (source.plan.content) {
    case content::none: return true;
    case content::page: out.memory += http::error_page(source.plan.status); return true;
    case content::whole:
    case content::ranges: break;
  }
  if (source.plan.content == content::whole && source.file.info.size == 0) return true;
  base::shared_file file(std::move(source.file.fd));
  if (source.plan.content == content::whole) {
    return write_slice(std::move(file), {0, source.file.info.size}, out);
  }
  if (source.plan.ranges.count == 1) {
    return write_slice(std::move(file), source.plan.ranges.selected().front(), out);
  }
  return write_parts(source, std::move(file), out);
}

// RFC 9110 section 14.6.
bool response_writer::write_parts(const response_source& source, base::shared_file file,
                                  base::segment_buffer& out) {
  for (const http::byte_range range : source.plan.ranges.selected()) {
    out.memory += part_head(source, range);
    if (!write_slice(file, range, out)) return false;
  }
  out.memory += closing_delimiter();
  return true;
}

// Small content rides with the head in one send; the rest goes by sendfile.
bool response_writer::write_slice(base::shared_file file, http::byte_range range,
                                  base::segment_buffer& out) {
  if (range.length > small_body_.size()) {
    out.append({std::move(file), range.first, range.length});
    return true;
  }
  const auto wanted = static_cast<std::size_t>(range.length);
  const std::size_t got =
      document_root::read(file.get(), range.first, std::span(small_body_).first(wanted));
  out.memory.append(small_body_.data(), got);
  return got == wanted;
}

std::string response_writer::part_head(const response_source& source,
                                       http::byte_range range) const {
  std::string text = "\r\n--" + boundary_ + "\r\n";
  http::response_head head(text);
  head.field("Content-Type", source.media_type);
  head.field("Content-Range", http::format_content_range(range, source.file.info.size).view());
  head.end();
  return text;
}

std::string response_writer::closing_delimiter() const { return "\r\n--" + boundary_ + "--\r\n"; }

std::uint64_t response_writer::multipart_length(const response_source& source) const {
  std::uint64_t length = closing_delimiter().size();
  for (const http::byte_range range : source.plan.ranges.selected()) {
    length += part_head(source, range).size() + range.length;
  }
  return length;
}

}  // namespace owlet::site
