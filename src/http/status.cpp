// The one table of statuses, the lines that the compiler builds from it, and the page of an error.
#include "owlet/http/status.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace owlet::http {
namespace {

struct status_entry {
  std::uint16_t code;
  std::string_view reason;
  std::string_view advice = {};  // what somebody can do who sees the page
};

// All final statuses of IANA's registry (2026-01-06) that are in use: what owlet does not say by
// itself, --respond may.
constexpr status_entry kEntries[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently", "What you look for has another address."},
    {302, "Found", "What you look for has another address for now."},
    {303, "See Other", "The answer is at another address."},
    {304, "Not Modified"},
    {307, "Temporary Redirect", "What you look for has another address for now."},
    {308, "Permanent Redirect", "What you look for has another address."},
    {400, "Bad Request",
     "The server could not understand this request. Check the address for odd signs."},
    {401, "Unauthorized", "This takes a name and a password. Reload the page to give them."},
    {402, "Payment Required"},
    {403, "Forbidden",
     "This is not for everybody. If it is for you, ask whoever looks after this site."},
    {404, "Not Found",
     "There is nothing at this address. Is it spelled right? What was here may have moved."},
    {405, "Method Not Allowed", "This can be read, and nothing can be sent to it."},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout", "The request took too long to arrive. Reload the page to try again."},
    {409, "Conflict"},
    {410, "Gone", "What was at this address has been taken away for good."},
    {411, "Length Required"},
    {412, "Precondition Failed", "This has changed in the meantime. Reload the page."},
    {413, "Content Too Large", "What was sent is larger than the server takes."},
    {414, "URI Too Long", "The address is longer than the server takes."},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable", "This is shorter than it was. Load it from its beginning."},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests", "That was too often. Wait a little, then reload the page."},
    {431, "Request Header Fields Too Large",
     "The browser sent more than the server takes. Clear the cookies of this site, then reload the "
     "page."},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error", "Something went wrong on the server. Try again a little later."},
    {501, "Not Implemented", "The server does not know how to do this."},
    {502, "Bad Gateway"},
    {503, "Service Unavailable",
     "The server cannot answer right now. Wait a little, then reload the page."},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported", "The server speaks HTTP/1.0 and HTTP/1.1."},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {511, "Network Authentication Required"},
};
constexpr std::size_t kStatusCount = std::size(kEntries);

// Text that is put together at compile time. Its capacity is checked there too: to write past the
// end of an array is no constant expression.
struct line_text {
  std::array<char, 48> characters{};
  std::uint8_t size = 0;

  constexpr void append(std::string_view text) {
    for (char c : text) characters[size++] = c;
  }

  constexpr std::string_view view() const { return {characters.data(), size}; }
  constexpr std::string_view code_and_reason() const {
    return view().substr(kVersion.size(), size - kVersion.size() - kEnd.size());
  }

  static constexpr std::string_view kVersion = "HTTP/1.1 ";
  static constexpr std::string_view kEnd = "\r\n";
};

constexpr line_text build_line(const status_entry& entry) {
  const char digits[] = {static_cast<char>('0' + entry.code / 100),
                         static_cast<char>('0' + entry.code / 10 % 10),
                         static_cast<char>('0' + entry.code % 10)};
  line_text line;
  line.append(line_text::kVersion);
  line.append({digits, 3});
  line.append(" ");
  line.append(entry.reason);
  line.append(line_text::kEnd);
  return line;
}

constexpr std::array<line_text, kStatusCount> kLines = [] {
  std::array<line_text, kStatusCount> all{};
  for (std::size_t i = 0; i < kStatusCount; ++i) all[i] = build_line(kEntries[i]);
  return all;
}();

constexpr std::size_t kUnknown = kStatusCount;

constexpr std::size_t position_of(std::size_t code) {
  const auto* found = std::ranges::find(kEntries, code, &status_entry::code);
  return static_cast<std::size_t>(found - std::begin(kEntries));
}

// By code, from 100 to 599.
constexpr std::array<std::uint8_t, 500> kPositions = [] {
  std::array<std::uint8_t, 500> positions{};
  for (std::size_t i = 0; i < positions.size(); ++i) {
    positions[i] = static_cast<std::uint8_t>(position_of(i + 100));
  }
  return positions;
}();

std::size_t find(status code) {
  const std::size_t index = static_cast<std::size_t>(code) - 100;
  return index < kPositions.size() ? kPositions[index] : kUnknown;
}

// A status that is not in the table can only be a mistake of our own: it reads as 500.
std::size_t index_of(status code) {
  constexpr std::size_t kMistake = position_of(500);
  const std::size_t found = find(code);
  return found == kUnknown ? kMistake : found;
}

}  // namespace

bool is_registered(status code) { return find(code) != kUnknown; }

std::string_view reason_phrase(status code) { return kEntries[index_of(code)].reason; }

std::string_view status_line(status code) { return kLines[index_of(code)].view(); }

// The colours are the browser's own, light or dark, and stay readable where a policy of the site
// forbids the style.
void append_error_page(std::string& out, status code) {
  if (code < status::moved_permanently || code == status::not_modified) return;
  const std::size_t index = index_of(code);
  const std::string_view title = kLines[index].code_and_reason();
  const status_entry& entry = kEntries[index];
  out.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>")
      .append(title)
      .append(
          "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n<style>\n"
          "body { font: 1.1em/1.5 system-ui, sans-serif; max-width: 26em; "
          "margin: 18vh auto; padding: 0 1.5em }\n"
          "h1 { font-size: 1.6em; margin: 0 }\n</style>\n<main>\n<h1>")
      .append(title)
      .append("</h1>\n");
  if (!entry.advice.empty()) out.append("<p>").append(entry.advice).append("</p>\n");
  out.append("</main>\n</html>\n");
}

}  // namespace owlet::http
