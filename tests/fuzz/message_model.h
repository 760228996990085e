// RFC 9112 read a second time, slowly and from the other side: whether bytes that were accepted as
// one request are one, and no byte more or less. Knows nothing of how the parser works.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input.h"
#include "owlet/base/limits.h"
#include "owlet/http/request.h"
#include "owlet/http/status.h"

namespace owlet::fuzz {

inline constexpr std::string_view kFieldNames[] = {
    "host",     "connection",      "content-length",    "transfer-encoding",   "expect",
    "if-match", "if-none-match",   "if-modified-since", "if-unmodified-since", "if-range",
    "range",    "referer",         "user-agent",        "forwarded",           "x-forwarded-for",
    "accept",   "accept-encoding", "authorization",     "sec-fetch-mode"};
static_assert(std::size(kFieldNames) == http::kFieldCount);

inline std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

inline bool is_token(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  for (const char c : text) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_letter && !is_digit && kOthers.find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

inline bool has_control(std::string_view text) {
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return true;
  }
  return false;
}

inline std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// The elements of a comma-separated list, lower case, without the empty ones.
inline std::vector<std::string> elements(std::string_view list) {
  std::vector<std::string> found;
  for (;;) {
    const std::size_t comma = list.find(',');
    const std::string_view element = without_blanks(list.substr(0, comma));
    if (!element.empty()) found.push_back(lower(element));
    if (comma == std::string_view::npos) return found;
    list.remove_prefix(comma + 1);
  }
}

inline bool contains(const std::vector<std::string>& list, std::string_view what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

// The next line of a text without its CRLF, taken off its front.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  require(end != std::string_view::npos, "each line of an accepted message ends in CRLF");
  const std::string_view line = text.substr(0, end);
  require(!has_control(line), "no line of an accepted message has a control character");
  text.remove_prefix(end + 2);
  return line;
}

struct field_line {
  std::string name;
  std::string value;
};

// Field lines up to an empty line, and that line.
inline std::vector<field_line> take_fields(std::string_view& text) {
  std::vector<field_line> fields;
  for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
    const std::size_t colon = line.find(':');
    require(colon != std::string_view::npos, "a field line has a colon");
    require(is_token(line.substr(0, colon)), "a field name is a token");
    fields.push_back(
        {lower(line.substr(0, colon)), std::string(without_blanks(line.substr(colon + 1)))});
  }
  return fields;
}

// All values of a name as one list, or nothing.
inline std::optional<std::string> joined(const std::vector<field_line>& fields,
                                         std::string_view name) {
  std::optional<std::string> value;
  for (const field_line& line : fields) {
    if (line.name != name) continue;
    value = value ? *value + ", " + line.value : line.value;
  }
  return value;
}

inline std::size_t count(const std::vector<field_line>& fields, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(
      fields.begin(), fields.end(), [name](const field_line& line) { return line.name == name; }));
}

// RFC 9112 section 3.
inline void check_request_line(std::string_view line, const http::request& request) {
  require(line == request.line, "the request line is the one that came");
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  require(first != std::string_view::npos && first < last, "a request line has three parts");
  const std::string_view method = line.substr(0, first);
  require(is_token(method), "a method is a token");
  require((method == "GET") == (request.method == http::method::get), "GET is told as such");
  require((method == "HEAD") == (request.method == http::method::head), "HEAD is told as such");
  require((method == "OPTIONS") == (request.method == http::method::options), "OPTIONS too");
  const std::string_view target = line.substr(first + 1, last - first - 1);
  require(target == request.target, "the target is the one that came");
  require(!target.empty() && target.find_first_of(" \t") == std::string_view::npos,
          "a target has no white space");
  require(last <= base::kMaxRequestLineBytes, "a request line keeps to its limit");
  const std::string version = "HTTP/1." + std::to_string(request.minor_version);
  require(line.substr(last + 1) == version && request.minor_version <= 1, "the version is told");
}

// RFC 9112 section 7.1: chunked content, taken off the front of a text. Counts the trailers.
inline std::size_t take_chunked(std::string_view& text) {
  std::size_t total = 0;
  for (;;) {
    const std::string_view line = take_line(text);
    const std::size_t digits =
        std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
    require(digits > 0 && digits <= 16, "a chunk begins with its size");
    require(digits == line.size() || line[digits] == ';', "behind it is nothing but extensions");
    const auto size = std::stoull(std::string(line.substr(0, digits)), nullptr, 16);
    if (size == 0) return take_fields(text).size();
    require(size <= text.size(), "the data of a chunk was consumed");
    total += size;
    require(total <= base::kMaxBodyBytes, "content keeps to its limit");
    text.remove_prefix(size);
    require(text.starts_with("\r\n"), "a chunk ends in CRLF");
    text.remove_prefix(2);
  }
}

inline bool has_content(const std::vector<field_line>& fields) {
  const auto length = joined(fields, "content-length");
  return joined(fields, "transfer-encoding") ||
         (length && length->find_first_not_of('0') != std::string::npos);
}

// RFC 9112 section 6: takes the content off; returns the number of trailers.
inline std::size_t take_content(std::string_view& text, const std::vector<field_line>& fields,
                                const http::request& request) {
  const auto length = joined(fields, "content-length");
  const auto coding = joined(fields, "transfer-encoding");
  require(!length || !coding, "two ways to frame a message are none");
  if (coding) {
    require(request.minor_version == 1, "1.0 knows no transfer coding");
    require(elements(*coding) == std::vector<std::string>{"chunked"}, "chunked is the only coding");
    return take_chunked(text);
  }
  if (!length) return 0;
  require(!length->empty() && length->find_first_not_of("0123456789") == std::string::npos,
          "a length is a number");
  const std::size_t digits = std::min(length->find_first_not_of('0'), length->size());
  const std::string significant = length->substr(digits);
  require(significant.size() <= 7, "a length keeps to its limit");
  const std::size_t size = significant.empty() ? 0 : std::stoul(significant);
  require(size <= base::kMaxBodyBytes, "a length keeps to its limit");
  require(size <= text.size(), "all content was consumed");
  text.remove_prefix(size);
  return 0;
}

// RFC 9112 section 9.3.
inline bool should_persist(const std::vector<field_line>& fields, const http::request& request,
                           bool is_answered_early) {
  const auto options = elements(joined(fields, "connection").value_or(""));
  const bool is_tunnel = request.line.starts_with("CONNECT ");
  const bool is_wanted = request.minor_version == 1 || contains(options, "keep-alive");
  return is_wanted && !contains(options, "close") && !is_tunnel && !is_answered_early;
}

// RFC 9110 section 10.1.1.
inline http::expectation expected_of(const std::vector<field_line>& fields,
                                     const http::request& request) {
  const auto value = joined(fields, "expect");
  if (!value || request.minor_version == 0) return http::expectation::none;
  return lower(*value) == "100-continue" ? http::expectation::continue_100
                                         : http::expectation::unknown;
}

// Fails unless `bytes`, which were consumed for it, are exactly the request that was told.
inline void check_accepted(std::string_view bytes, const http::request& request) {
  while (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
  const std::size_t size = bytes.size();
  check_request_line(take_line(bytes), request);
  const auto fields = take_fields(bytes);
  require(size - bytes.size() <= base::kMaxHeadBytes + 4, "a head keeps to its limit");
  for (std::size_t i = 0; i < http::kFieldCount; ++i) {
    const auto name = static_cast<http::field>(i);
    const auto value = joined(fields, kFieldNames[i]);
    require(request.has(name) == value.has_value(), "a field is told if and only if it came");
    require(request[name] == value.value_or(""), "a field has the value that came");
  }
  const std::size_t hosts = count(fields, "host");
  require(hosts == 1 || (hosts == 0 && request.minor_version == 0), "there is one Host");
  require(request.expectation == expected_of(fields, request), "the expectation is told");
  const bool is_early = request.expectation != http::expectation::none && has_content(fields);
  const std::size_t trailers = is_early ? 0 : take_content(bytes, fields, request);
  require(fields.size() + trailers <= base::kMaxFields, "the fields keep to their number");
  require(bytes.empty(), "what follows a request is left for the next one");
  require(request.keep_alive == should_persist(fields, request, is_early), "persistence is right");
}

// Limits of some pieces of a message are looked at when llhttp tells of the piece, which it does
// not when an error follows in the same input. So 400 may take the place of a limit's own status.
inline bool is_limit(http::status code) {
  return code == http::status::content_too_large || code == http::status::uri_too_long ||
         code == http::status::request_header_fields_too_large;
}

inline bool is_same_refusal(http::status a, http::status b) {
  return a == b || (a == http::status::bad_request && is_limit(b)) ||
         (b == http::status::bad_request && is_limit(a));
}

}  // namespace owlet::fuzz
