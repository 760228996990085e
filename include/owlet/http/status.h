// The status codes that owlet sends, and the fixed texts that belong to each of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace owlet::http {

// RFC 9110 section 15; 429 and 431 are RFC 6585 sections 4 and 5.
enum class status : std::uint16_t {
  ok = 200,
  no_content = 204,
  partial_content = 206,
  moved_permanently = 301,
  found = 302,
  see_other = 303,
  not_modified = 304,
  temporary_redirect = 307,
  permanent_redirect = 308,
  bad_request = 400,
  unauthorized = 401,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  request_timeout = 408,
  gone = 410,
  precondition_failed = 412,
  content_too_large = 413,
  uri_too_long = 414,
  range_not_satisfiable = 416,
  expectation_failed = 417,
  too_many_requests = 429,
  request_header_fields_too_large = 431,
  internal_server_error = 500,
  not_implemented = 501,
  service_unavailable = 503,
  http_version_not_supported = 505,
};

// Whether it is a final status of IANA's registry: the enumerators, and those that only --respond
// says.
[[nodiscard]] bool is_registered(status code);

// Both return views of static storage, made at compile time: nothing is formatted per call.

// "Not Found".
[[nodiscard]] std::string_view reason_phrase(status code);

// "HTTP/1.1 404 Not Found\r\n" (RFC 9112 section 4).
[[nodiscard]] std::string_view status_line(status code);

// Appends a small HTML page (text/html, ASCII, no more than 700 bytes) that says the status, and
// what a person can do, but nothing about the request. It needs nothing else from anywhere.
// Nothing is appended for the 2xx codes and 304, whose content is the file's or none.
void append_error_page(std::string& out, status code);

}  // namespace owlet::http
