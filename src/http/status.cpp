// The one table of statuses, and the texts that the compiler builds from it.
#include "owlet/http/status.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace owlet::http {
namespace {

struct phrase_entry {
  status code;
  std::string_view reason;
};

constexpr phrase_entry kPhrases[] = {
    {status::ok, "OK"},
    {status::no_content, "No Content"},
    {status::partial_content, "Partial Content"},
    {status::moved_permanently, "Moved Permanently"},
    {status::found, "Found"},
    {status::see_other, "See Other"},
    {status::not_modified, "Not Modified"},
    {status::temporary_redirect, "Temporary Redirect"},
    {status::permanent_redirect, "Permanent Redirect"},
    {status::bad_request, "Bad Request"},
    {status::unauthorized, "Unauthorized"},
    {status::forbidden, "Forbidden"},
    {status::not_found, "Not Found"},
    {status::method_not_allowed, "Method Not Allowed"},
    {status::request_timeout, "Request Timeout"},
    {status::gone, "Gone"},
    {status::precondition_failed, "Precondition Failed"},
    {status::content_too_large, "Content Too Large"},
    {status::uri_too_long, "URI Too Long"},
    {status::range_not_satisfiable, "Range Not Satisfiable"},
    {status::expectation_failed, "Expectation Failed"},
    {status::too_many_requests, "Too Many Requests"},
    {status::request_header_fields_too_large, "Request Header Fields Too Large"},
    {status::internal_server_error, "Internal Server Error"},
    {status::not_implemented, "Not Implemented"},
    {status::service_unavailable, "Service Unavailable"},
    {status::http_version_not_supported, "HTTP Version Not Supported"},
};
constexpr std::size_t kStatusCount = std::size(kPhrases);

// Text that is put together at compile time. Its capacity is checked there too: to write past the
// end of an array is no constant expression.
template <std::size_t Capacity>
struct built_text {
  std::array<char, Capacity> characters{};
  std::size_t size = 0;

  constexpr void append(std::string_view text) {
    for (char c : text) characters[size++] = c;
  }

  constexpr std::string_view view() const { return {characters.data(), size}; }
};

constexpr void append_code(auto& out, status code) {
  const auto number = static_cast<unsigned>(code);
  const char digits[] = {static_cast<char>('0' + number / 100),
                         static_cast<char>('0' + number / 10 % 10),
                         static_cast<char>('0' + number % 10)};
  out.append({digits, 3});
}

constexpr bool has_page(status code) {
  return code >= status::moved_permanently && code != status::not_modified;
}

struct status_texts {
  std::string_view reason;
  built_text<64> line;
  built_text<499> page;
};

constexpr status_texts build_texts(const phrase_entry& entry) {
  status_texts texts{entry.reason, {}, {}};
  texts.line.append("HTTP/1.1 ");
  append_code(texts.line, entry.code);
  texts.line.append(" ");
  texts.line.append(entry.reason);
  texts.line.append("\r\n");
  if (!has_page(entry.code)) return texts;
  texts.page.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>");
  append_code(texts.page, entry.code);
  texts.page.append(" ");
  texts.page.append(entry.reason);
  texts.page.append(
      "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n"
      ":root { color-scheme: light dark; font-family: system-ui, sans-serif }\n"
      "body { margin: 20vh auto; text-align: center }\n</style>\n<h1>");
  append_code(texts.page, entry.code);
  texts.page.append("</h1>\n<p>");
  texts.page.append(entry.reason);
  texts.page.append("</p>\n</html>\n");
  return texts;
}

constexpr std::array<status_texts, kStatusCount> kTexts = [] {
  std::array<status_texts, kStatusCount> all{};
  for (std::size_t i = 0; i < kStatusCount; ++i) all[i] = build_texts(kPhrases[i]);
  return all;
}();

// A status that is not in the table can only be a mistake of our own: it reads as 500.
constexpr std::size_t position_of(status code) {
  const auto* found = std::ranges::find(kPhrases, code, &phrase_entry::code);
  if (found == std::end(kPhrases)) return position_of(status::internal_server_error);
  return static_cast<std::size_t>(found - std::begin(kPhrases));
}

// By code, from 100 to 599.
constexpr std::array<std::uint8_t, 500> kPositions = [] {
  std::array<std::uint8_t, 500> positions{};
  for (std::size_t i = 0; i < positions.size(); ++i) {
    positions[i] = static_cast<std::uint8_t>(position_of(static_cast<status>(i + 100)));
  }
  return positions;
}();

const status_texts& texts_of(status code) {
  const std::size_t index = static_cast<std::size_t>(code) - 100;
  return kTexts[kPositions[index < kPositions.size() ? index : 400]];
}

}  // namespace

std::string_view reason_phrase(status code) { return texts_of(code).reason; }

std::string_view status_line(status code) { return texts_of(code).line.view(); }

std::string_view error_page(status code) { return texts_of(code).page.view(); }

}  // namespace owlet::http
