// Percent-encoding by a table of the bytes that stay.
#include "owlet/http/percent.h"

#include <array>

namespace owlet::http {
namespace {

constexpr std::string_view kUnreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr std::string_view kDigits = "0123456789ABCDEF";

// A bit of `stays` for each uri_text.
constexpr unsigned bit_of(uri_text how) { return 1U << static_cast<unsigned>(how); }

constexpr std::array<std::uint8_t, 256> kStays = [] {
  std::array<std::uint8_t, 256> stays{};
  const auto add = [&](std::string_view bytes, unsigned bits) {
    for (const char c : bytes) stays[static_cast<unsigned char>(c)] |= static_cast<uint8_t>(bits);
  };
  const unsigned path = bit_of(uri_text::path);
  const unsigned segment = bit_of(uri_text::segment);
  const unsigned written = bit_of(uri_text::written);
  const unsigned plain = bit_of(uri_text::plain);
  add(kUnreserved, path | segment | plain | written);
  add("!$&'()*+,;=:@", path | segment | written);
  add("/", path | plain | written);
  add("?#[]", written);
  return stays;
}();

// 16 when it is no hexadecimal digit.
constexpr unsigned hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}

bool begins_with_escape(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && hex_value(text[1]) < 16 && hex_value(text[2]) < 16;
}

}  // namespace

void append_percent_encoded(std::string& out, std::string_view text, uri_text how) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_escape = how == uri_text::written && begins_with_escape(text.substr(i));
    if (is_escape || (kStays[byte] & bit_of(how)) != 0) {
      out.push_back(text[i]);
    } else {
      out.append({'%', kDigits[byte / 16], kDigits[byte % 16]});
    }
  }
}

bool has_bad_escape(std::string_view text) {
  for (std::size_t at = text.find('%'); at != text.npos; at = text.find('%', at + 1)) {
    if (!begins_with_escape(text.substr(at))) return true;
  }
  return false;
}

bool percent_reader::next(char& byte) {
  if (rest_.empty()) return false;
  const bool is_escape = begins_with_escape(rest_);
  byte = rest_[0];
  if (byte == '+' && plus_ == plus_sign::space) byte = ' ';
  if (is_escape) byte = static_cast<char>(hex_value(rest_[1]) * 16 + hex_value(rest_[2]));
  rest_.remove_prefix(is_escape ? 3 : 1);
  return true;
}

bool decodes_to(std::string_view encoded, std::string_view bytes, plus_sign plus) {
  percent_reader reader(encoded, plus);
  char byte = 0;
  for (const char expected : bytes) {
    if (!reader.next(byte) || byte != expected) return false;
  }
  return !reader.next(byte);
}

std::string percent_decoded(std::string_view text, plus_sign plus) {
  std::string decoded;
  percent_reader reader(text, plus);
  for (char byte = 0; reader.next(byte);) decoded.push_back(byte);
  return decoded;
}

}  // namespace owlet::http
