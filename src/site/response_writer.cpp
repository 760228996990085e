// A response plan -> bytes and slices.
#include "owlet/site/response_writer.h"

#include <sys/random.h>

#include <array>
#include <utility>

#include "owlet/http/http_date.h"
#include "owlet/http/response_head.h"
#include "owlet/site/head_edit.h"
#include "owlet/site/plan_response.h"

namespace owlet::site {

namespace {

using http::status;

// RFC 2046 section 5.1.1: it must not occur in what it separates, so nobody may guess it.
std::string random_boundary() {
  std::array<unsigned char, 12> bytes{};
  [[maybe_unused]] const ssize_t filled = ::getrandom(bytes.data(), bytes.size(), 0);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string boundary = "owlet-";
  for (const unsigned char byte : bytes) {
    boundary += kHex[byte >> 4U];
    boundary += kHex[byte & 15U];
  }
  return boundary;
}

// What only one status has.
void write_status_fields(const response_source& source, http::response_head& head) {
  if (source.is_fixed && source.plan.content != content::page) return;
  switch (source.plan.status) {
    case status::method_not_allowed:
    case status::no_content: head.field("Allow", kAllowedMethods); break;
    case status::range_not_satisfiable:
      head.field("Content-Range", http::format_unsatisfied_range(source.found.length).view());
      break;
    case status::unauthorized: head.field("WWW-Authenticate", source.challenge); break;
    case status::too_many_requests:
    case status::service_unavailable: head.field("Retry-After", 1); break;
    default: break;
  }
  if (!source.location.empty()) head.field("Location", source.location);
}

// An error has no validators: what is missing today may be there tomorrow, and caches would guess
// how long it is not.
void write_page_fields(const response_source& source, http::response_head& head) {
  const representation& found = *source.page;
  head.field("Content-Type", found.content_type);
  if (found.coding != http::content_coding::identity) {
    head.field("Content-Encoding", http::token_of(found.coding));
  }
  head.field("Content-Length", found.length);
  head.field("Cache-Control", source.plan.status >= status::bad_request ? "no-store" : "no-cache");
  if (found.has_variants || source.found.has_variants) head.field("Vary", "Accept-Encoding");
}

// Small content rides with the head in one send; the rest goes by sendfile.
void write_range(const representation& found, http::byte_range range, base::segment_buffer& out) {
  if (found.is_sent_from_file()) {
    const bool is_whole = range.first == 0 && range.length == found.length;
    out.append({found.file, range.first, range.length, is_whole});
  } else {
    out.memory.append(found.body, static_cast<std::size_t>(range.first),
                      static_cast<std::size_t>(range.length));
  }
}

}  // namespace

response_writer::response_writer() {
  http::response_head(keep_alive_end_).field("Connection", "keep-alive").end();
  http::response_head(close_end_).field("Connection", "close").end();
}

std::uint64_t response_writer::write(const response_source& source, const base::moment& now,
                                     base::segment_buffer& out) {
  if (now.unix_seconds != common_fields_second_) render_common_fields(now.unix_seconds);
  http::response_head head(out.memory);
  const std::size_t start = out.memory.size();
  if (source.plan.status == status::ok) {
    out.memory += ok_start_;
  } else {
    http::response_head(out.memory, source.plan.status);
    out.memory += common_fields_;
  }
  const std::uint64_t length = write_representation_fields(source, out.memory);
  write_status_fields(source, head);
  if (source.changes != nullptr) edit_head(out.memory, start, source.plan, *source.changes);
  if (source.is_private) make_private(out.memory, start);
  const bool goes_on = source.persistence == persistence::keep_alive;
  out.memory += goes_on ? keep_alive_end_ : close_end_;
  if (source.method == http::method::head) return 0;
  write_content(source, out);
  return length;
}

void response_writer::render_common_fields(std::int64_t unix_seconds) {
  common_fields_.clear();
  http::response_head(common_fields_)
      .field("Server", "owlet")
      .field("Date", http::format_http_date(unix_seconds).view());
  common_fields_second_ = unix_seconds;
  ok_start_ = http::status_line(status::ok);
  ok_start_ += common_fields_;
}

// What is missing today may be there tomorrow, and caches would guess how long it is not.
void response_writer::render_page(http::status status) {
  page_text_.clear();
  http::append_error_page(page_text_, status);
  page_fields_.clear();
  http::response_head head(page_fields_);
  head.field("Content-Type", "text/html");
  head.field("Content-Length", page_text_.size());
  if (status >= http::status::bad_request) head.field("Cache-Control", "no-store");
  page_status_ = status;
}

// Returns the length of the content.
std::uint64_t response_writer::write_representation_fields(const response_source& source,
                                                           std::string& out) {
  const response_plan& plan = source.plan;
  http::response_head head(out);
  std::uint64_t length = 0;
  switch (plan.content) {
    case content::none:
      // RFC 9110 section 15.4.5: a 304 repeats the validators.
      if (plan.status == status::not_modified) out += source.found.validator_fields;
      break;
    case content::page:
      if (plan.status != page_status_) render_page(plan.status);
      length = page_text_.size();
      out += page_fields_;
      if (source.found.has_variants) head.field("Vary", "Accept-Encoding");
      break;
    case content::page_file:
      length = source.page->length;
      write_page_fields(source, head);
      break;
    case content::whole:
      length = source.found.length;
      out += source.found.whole_fields;
      break;
    case content::ranges:
      if (plan.ranges.count == 1) {
        const http::byte_range range = plan.ranges.selected().front();
        length = range.length;
        head.field("Content-Type", source.found.content_type);
        if (source.found.coding != http::content_coding::identity) {
          head.field("Content-Encoding", http::token_of(source.found.coding));
        }
        head.field("Content-Length", length);
        head.field("Content-Range", http::format_content_range(range, source.found.length).view());
      } else {
        boundary_ = random_boundary();
        length = multipart_length(source);
        head.field("Content-Type", "multipart/byteranges; boundary=" + boundary_);
        head.field("Content-Length", length);
      }
      out += source.found.validator_fields;
      break;
  }
  return length;
}

void response_writer::write_content(const response_source& source,
                                    base::segment_buffer& out) const {
  switch (source.plan.content) {
    case content::none: break;
    case content::page: out.memory += page_text_; break;
    case content::page_file: write_range(*source.page, {0, source.page->length}, out); break;
    case content::whole: write_range(source.found, {0, source.found.length}, out); break;
    case content::ranges:
      if (source.plan.ranges.count == 1) {
        write_range(source.found, source.plan.ranges.selected().front(), out);
      } else {
        write_parts(source, out);
      }
      break;
  }
}

// RFC 9110 section 14.6.
void response_writer::write_parts(const response_source& source, base::segment_buffer& out) const {
  for (const http::byte_range range : source.plan.ranges.selected()) {
    out.memory += part_head(source, range);
    write_range(source.found, range, out);
  }
  out.memory += closing_delimiter();
}

std::string response_writer::part_head(const response_source& source,
                                       http::byte_range range) const {
  std::string text = "\r\n--" + boundary_ + "\r\n";
  http::response_head head(text);
  head.field("Content-Type", source.found.content_type);
  head.field("Content-Range", http::format_content_range(range, source.found.length).view());
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
