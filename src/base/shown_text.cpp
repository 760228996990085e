// Bytes that somebody else chose -> text of HTML and of JSON.
#include "owlet/base/shown_text.h"

#include <algorithm>
#include <array>

#include "owlet/base/utf8.h"

namespace owlet::base {
namespace {

using byte_set = std::array<bool, 256>;

// The printable bytes of ASCII but for these.
constexpr byte_set plain_but(std::string_view odd) {
  byte_set set{};
  for (unsigned byte = ' '; byte < 0x7f; ++byte) set[byte] = true;
  for (const char c : odd) set[static_cast<unsigned char>(c)] = false;
  return set;
}

constexpr byte_set kPlainInHtml = plain_but("&<>\"'");
constexpr byte_set kPlainInJson = plain_but("\"\\");

// Control characters of Latin-1; what breaks a line or a paragraph, embeds or overrides a
// direction; what begins and ends an isolate.
bool is_disruptive(char32_t character) {
  return (character >= 0x80 && character <= 0x9f) || (character >= 0x2028 && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

// Spaces, and characters that leave no mark: of Unicode 15, White_Space and
// Default_Ignorable_Code_Point, but for what is disruptive or has a picture.
bool is_blank(char32_t character) {
  struct range {
    char32_t first;
    char32_t last;
  };
  constexpr range kRanges[] = {
      {' ', ' '},         {0xa0, 0xa0},       {0xad, 0xad},      {0x34f, 0x34f},   {0x61c, 0x61c},
      {0x115f, 0x1160},   {0x1680, 0x1680},   {0x17b4, 0x17b5},  {0x180b, 0x180f}, {0x2000, 0x200f},
      {0x202f, 0x202f},   {0x205f, 0x2065},   {0x206a, 0x206f},  {0x2800, 0x2800}, {0x3000, 0x3000},
      {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},  {0xffa0, 0xffa0}, {0xfff0, 0xfff8},
      {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
  return std::ranges::any_of(kRanges, [character](const range& each) {
    return each.first <= character && character <= each.last;
  });
}

// How many characters a text has, if all of them are blank; else 0.
std::size_t count_blanks(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) {
    const utf8_step step = read_utf8(text);
    if (!step.is_well_formed || !is_blank(step.character)) return 0;
    text.remove_prefix(step.size);
  }
  return count;
}

void append_html_character(std::string& out, std::string_view bytes, const utf8_step& step) {
  const char32_t character = step.character;
  switch (character) {
    case '&': out += "&amp;"; return;
    case '<': out += "&lt;"; return;
    case '>': out += "&gt;"; return;
    case '"': out += "&quot;"; return;
    case '\'': out += "&#39;"; return;
    case 0x7f: out += "\xe2\x90\xa1"; return;
    default: break;
  }
  if (character < ' ') {
    out.append("\xe2\x90").push_back(static_cast<char>(0x80 + character));
  } else {
    out += !step.is_well_formed || is_disruptive(character) ? kReplacementBytes : bytes;
  }
}

void append_json_character(std::string& out, std::string_view bytes, const utf8_step& step) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const char32_t character = step.character;
  if (character == '"' || character == '\\') {
    out.append({'\\', static_cast<char>(character)});
  } else if (character < ' ') {
    out.append("\\u00").append({kHex[character >> 4U], kHex[character & 15U]});
  } else {
    out += step.is_well_formed ? bytes : kReplacementBytes;
  }
}

// Most bytes are plain, and are appended together.
template <typename Appender>
void append_text(std::string& out, std::string_view rest, const byte_set& plain, Appender append) {
  while (!rest.empty()) {
    const auto odd = std::ranges::find_if_not(
        rest, [&plain](char c) { return plain[static_cast<unsigned char>(c)]; });
    const auto size = static_cast<std::size_t>(odd - rest.begin());
    out += rest.substr(0, size);
    rest.remove_prefix(size);
    if (rest.empty()) return;
    const utf8_step step = read_utf8(rest);
    append(out, rest.substr(0, step.size), step);
    rest.remove_prefix(step.size);
  }
}

}  // namespace

void append_html_text(std::string& out, std::string_view bytes) {
  if (const std::size_t blanks = count_blanks(bytes)) {
    for (std::size_t i = 0; i < blanks; ++i) out += "\xe2\x90\xa0";
    return;
  }
  append_text(out, bytes, kPlainInHtml, append_html_character);
}

void append_json_text(std::string& out, std::string_view bytes) {
  append_text(out, bytes, kPlainInJson, append_json_character);
}

}  // namespace owlet::base
