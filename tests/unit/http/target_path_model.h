// The rules of http/target_path written a second time, slowly, to hold the first against: a list of
// segments, each a text of its own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace owlet::http::testing {

struct target_model {
  bool is_malformed = false;
  bool is_unnameable = false;
  std::vector<std::string> segments;
  bool ends_with_slash = false;
};

inline std::optional<std::string> decode(const std::string& segment) {
  std::string decoded;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '%') {
      decoded += segment[i];
      continue;
    }
    const std::string digits = segment.substr(i + 1, 2);
    const bool are_digits = digits.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (digits.size() != 2 || !are_digits || digits == "00") return std::nullopt;
    decoded += static_cast<char>(std::stoi(digits, nullptr, 16));
    i += 2;
  }
  return decoded;
}

inline bool is_overlong(const std::string& text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const unsigned pair =
        static_cast<unsigned char>(text[i]) * 256U + static_cast<unsigned char>(text[i + 1]);
    const bool is_bad = (pair >= 0xC080 && pair <= 0xC0BF) || (pair >= 0xC180 && pair <= 0xC1BF) ||
                        (pair >= 0xE080 && pair <= 0xE09F) || (pair >= 0xF080 && pair <= 0xF08F);
    if (is_bad) return true;
  }
  return false;
}

inline void push(target_model& result, const std::string& raw, bool is_last) {
  const auto segment = decode(raw);
  if (!segment || is_overlong(*segment)) {
    result.is_malformed = true;
  } else if (*segment == "..") {
    result.is_malformed = result.is_malformed || result.segments.empty();
    if (!result.segments.empty()) result.segments.pop_back();
  } else if (*segment != "." && !(is_last && segment->empty())) {
    result.segments.push_back(*segment);
    return;
  }
  result.ends_with_slash = is_last;
}

inline target_model model_of(std::string_view target) {
  target_model result;
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    result.is_malformed = result.is_malformed || byte <= 0x20 || byte == 0x7F || byte == '#';
  }
  std::string rest(target.substr(1, std::min(target.find('?'), target.size()) - 1));
  for (;;) {
    const std::size_t slash = rest.find('/');
    push(result, rest.substr(0, slash), slash == std::string::npos);
    if (slash == std::string::npos) break;
    rest.erase(0, slash + 1);
  }
  std::erase(result.segments, "");
  for (const std::string& segment : result.segments) {
    result.is_unnameable = result.is_unnameable || segment.find('/') != std::string::npos;
  }
  result.ends_with_slash = result.ends_with_slash || result.segments.empty();
  return result;
}

}  // namespace owlet::http::testing
