// One response -> its line in the debug output, for a person.
#include "owlet/server/debug_line.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string_view>

#include "owlet/base/limits.h"
#include "owlet/base/message.h"

namespace owlet::server {

namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kFaint = "\x1b[2m";

std::string_view colour_of(http::status code) {
  constexpr std::string_view kGreen = "\x1b[32m";
  constexpr std::string_view kCyan = "\x1b[36m";
  constexpr std::string_view kYellow = "\x1b[33m";
  constexpr std::string_view kRed = "\x1b[31m";
  const auto number = static_cast<unsigned>(code);
  if (number >= 500) return kRed;
  if (number >= 400) return kYellow;
  return number >= 300 ? kCyan : kGreen;
}

// Around what is between two places; the places behind it move.
void paint(std::string& line, std::size_t begin, std::size_t end, std::string_view colour) {
  if (begin == end) return;
  line.insert(end, kReset);
  line.insert(begin, colour);
}

// From the end on, so that the places ahead stay. `text` is where the text of the message begins.
void paint_all(std::string& line, std::size_t text, std::size_t request_size, http::status code) {
  constexpr std::size_t kStatusSize = 3;
  const std::size_t request = text + kStatusSize + 1;
  const std::size_t request_end = request + request_size;
  const std::string_view words = std::string_view(line).substr(request, request_size);
  const std::size_t method_size = std::min(words.find(' '), request_size);
  const std::size_t last_blank = words.rfind(' ');
  const bool has_three = last_blank != words.npos && last_blank > method_size;
  paint(line, has_three ? request + last_blank : request_end, line.size() - 1, kFaint);
  paint(line, request, request + method_size, kBold);
  paint(line, text, text + kStatusSize, colour_of(code));
}

}  // namespace

// A notice, not debug: it is said because somebody asked for it, whatever else is.
std::string format_debug_line(const access_record& record, debug_colours colours) {
  const double milliseconds = std::chrono::duration<double, std::milli>(record.took).count();
  std::array<char, 32> duration{};
  std::snprintf(duration.data(), duration.size(), "%.1f", milliseconds);
  std::string text = std::to_string(static_cast<unsigned>(record.status)) + ' ';
  const std::size_t status_size = text.size();
  append_escaped(text, record.request_line, base::kMaxLoggedRequestBytes);
  const std::size_t request_size = text.size() - status_size;
  text += ", " + std::to_string(record.content_bytes) + " bytes in " + duration.data() + " ms to ";
  append_escaped(text, record.client, base::kMaxLoggedNameBytes);
  std::string line = base::format_message(base::message_level::notice, text);
  if (colours == debug_colours::on) {
    paint_all(line, line.size() - 1 - text.size(), request_size, record.status);
  }
  return line;
}

}  // namespace owlet::server
