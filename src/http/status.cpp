// The one table of statuses, the lines that the compiler builds from it, and the page of an error.
#include "owlet/http/status.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace owlet::http {
namespace {

struct status_text {
  std::uint16_t code;
  std::string_view text;
};

// All final statuses of IANA's registry (2026-01-06) that are in use: what owlet does not say by
// itself, --respond may. For the compiler alone.
constexpr status_text kReasons[] = {
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
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {511, "Network Authentication Required"},
};
constexpr std::size_t kStatusCount = std::size(kReasons);

// What somebody can do who sees the page.
constexpr status_text kAdvice[] = {
    {301, "What you look for has another address."},
    {302, "What you look for has another address for now."},
    {303, "The answer is at another address."},
    {307, "What you look for has another address for now."},
    {308, "What you look for has another address."},
    {400, "The server could not understand this request. Check the address for odd signs."},
    {401, "This takes a name and a password. Reload the page to give them."},
    {403, "This is not for everybody. If it is for you, ask whoever looks after this site."},
    {404, "There is nothing at this address. Is it spelled right? What was here may have moved."},
    {405, "This can be read, and nothing can be sent to it."},
    {408, "The request took too long to arrive. Reload the page to try again."},
    {410, "What was at this address has been taken away for good."},
    {412, "This has changed in the meantime. Reload the page."},
    {413, "What was sent is larger than the server takes."},
    {414, "The address is longer than the server takes."},
    {416, "This is shorter than it was. Load it from its beginning."},
    {429, "That was too often. Wait a little, then reload the page."},
    {431,
     "The browser sent more than the server takes. Clear the cookies of this site, then reload the "
     "page."},
    {500, "Something went wrong on the server. Try again a little later."},
    {501, "The server does not know how to do this."},
    {503, "The server cannot answer right now. Wait a little, then reload the page."},
    {505, "The server speaks HTTP/1.0 and HTTP/1.1."},
};

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
  constexpr std::string_view reason() const { return code_and_reason().substr(kCodeSize); }

  static constexpr std::string_view kVersion = "HTTP/1.1 ";
  static constexpr std::string_view kEnd = "\r\n";
  static constexpr std::size_t kCodeSize = 4;  // with its space
};

constexpr line_text build_line(const status_text& entry) {
  const char digits[] = {static_cast<char>('0' + entry.code / 100),
                         static_cast<char>('0' + entry.code / 10 % 10),
                         static_cast<char>('0' + entry.code % 10)};
  line_text line;
  line.append(line_text::kVersion);
  line.append({digits, 3});
  line.append(" ");
  line.append(entry.text);
  line.append(line_text::kEnd);
  return line;
}

constexpr std::array<line_text, kStatusCount> kLines = [] {
  std::array<line_text, kStatusCount> all{};
  for (std::size_t i = 0; i < kStatusCount; ++i) all[i] = build_line(kReasons[i]);
  return all;
}();

constexpr std::size_t kUnknown = kStatusCount;

constexpr std::size_t position_of(std::size_t code) {
  const auto* found = std::ranges::find(kReasons, code, &status_text::code);
  return static_cast<std::size_t>(found - std::begin(kReasons));
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

std::string_view advice_on(status code) {
  for (const status_text& each : kAdvice) {
    if (each.code == static_cast<std::uint16_t>(code)) return each.text;
  }
  return {};
}

}  // namespace

bool is_registered(status code) { return find(code) != kUnknown; }

std::string_view reason_phrase(status code) { return kLines[index_of(code)].reason(); }

std::string_view status_line(status code) { return kLines[index_of(code)].view(); }

// The colours are the browser's own, light or dark, and stay readable where a policy of the site
// forbids the style.
void append_error_page(std::string& out, status code) {
  if (code < status::moved_permanently || code == status::not_modified) return;
  const std::string_view title = kLines[index_of(code)].code_and_reason();
  const std::string_view advice = advice_on(code);
  const std::string_view pieces[] = {
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>",
      title,
      "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<style>\n"
      "body { font: 1.1em/1.5 system-ui, sans-serif; max-width: 26em; "
      "margin: 18vh auto; padding: 0 1.5em }\n"
      "h1 { font-size: 1.6em; margin: 0 }\n</style>\n<main>\n<h1>",
      title,
      advice.empty() ? "</h1>\n" : "</h1>\n<p>",
      advice,
      advice.empty() ? "</main>\n</html>\n" : "</p>\n</main>\n</html>\n"};
  for (const std::string_view piece : pieces) out += piece;
}

}  // namespace owlet::http
