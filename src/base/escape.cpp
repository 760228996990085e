// Text that somebody else chose -> text that cannot break the line that it stands in.
#include "owlet/base/escape.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "owlet/base/utf8.h"

namespace owlet::base {

namespace {

constexpr std::string_view kCut = "...";

using byte_set = std::array<bool, 256>;

constexpr byte_set set_of(keep kept) {
  const bool has_quotes = kept == keep::ascii || kept == keep::ascii_utf8;
  const bool has_high = kept == keep::utf8 || kept == keep::ascii_utf8;
  byte_set set{};
  for (unsigned byte = ' '; byte < set.size(); ++byte) {
    set[byte] = byte < 0x7f ? has_quotes || (byte != '"' && byte != '\\') : byte > 0x7f && has_high;
  }
  return set;
}

// In the order of `keep`.
constexpr std::array<byte_set, 4> kSets = {set_of(keep::plain_ascii), set_of(keep::ascii),
                                           set_of(keep::utf8), set_of(keep::ascii_utf8)};

constexpr std::uint64_t in_each_byte(std::uint64_t value) { return 0x0101010101010101U * value; }

// Not 0 if a byte is 0; bytes above such a one may be found as well, and those from 0x80 on are
// not.
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - in_each_byte(1)) & ~word & in_each_byte(0x80);
}

// Eight bytes at a time: whether all of them stay, whatever the rules are. Most text is of such.
bool is_plain_everywhere(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  const std::uint64_t high = word & in_each_byte(0x80);
  const std::uint64_t control = (word - in_each_byte(' ')) & ~word & in_each_byte(0x80);
  return (high | control | zero_bytes(word ^ in_each_byte('"')) |
          zero_bytes(word ^ in_each_byte('\\')) | zero_bytes(word ^ in_each_byte(0x7f))) == 0;
}

const char* find_odd(const char* at, const char* end, const byte_set& plain) {
  while (end - at >= 8 && is_plain_everywhere(at)) at += 8;
  return std::find_if_not(at, end,
                          [&plain](char c) { return plain[static_cast<unsigned char>(c)]; });
}

// Where a text may be cut at or before `size`: before an escape, or a character of several bytes.
// (A backslash that stays as it is loses its text, which is of no harm.)
std::size_t place_to_cut(std::string_view text, std::size_t size) {
  constexpr std::size_t kLongestEscape = 6;
  const std::string_view end = text.substr(0, size);
  const std::size_t escape_start = end.rfind('\\');
  if (escape_start != std::string_view::npos && size - escape_start < kLongestEscape) {
    return escape_start;
  }
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80) --size;
  return size;
}

void cut(std::string& out, std::size_t start, std::size_t most) {
  const std::string_view text = std::string_view(out).substr(start);
  out.resize(start + place_to_cut(text, most - kCut.size()));
  out += kCut;
}

// The bytes of the character that `text` begins with, or 0 if it is none that can be printed.
std::size_t character_size(std::string_view text) {
  const utf8_step step = read_utf8(text);
  const bool is_control = step.character >= 0x80 && step.character < 0xa0;
  return step.is_well_formed && !is_control ? step.size : 0;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text, escape how, keep kept,
                    std::size_t most) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const byte_set& plain = kSets[static_cast<std::size_t>(kept)];
  const std::size_t start = out.size();
  text = text.substr(0, most + 1);
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const char* const odd = find_odd(at, end, plain);
    out.append(at, odd);
    if (odd == end) break;
    const auto byte = static_cast<unsigned char>(*odd);
    out += how == escape::hex ? "\\x" : "\\u00";
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
    at = odd + 1;
  }
  if (out.size() - start > most) cut(out, start, most);
}

bool is_printable_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace owlet::base
