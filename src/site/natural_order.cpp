// A name is a row of bytes and numbers, and rows are compared item by item: whatever the bytes are,
// the order is total. A number stands where its digits stand among the bytes.
#include "owlet/site/natural_order.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace owlet::site {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr unsigned char folded(char c) {
  return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

// Takes the digits off the front; without zeros in front, for numbers of as many digits are
// compared as texts.
std::string_view take_number(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

// Takes an item off each.
std::strong_ordering compare_front(std::string_view& a, std::string_view& b) {
  if (is_digit(a.front()) && is_digit(b.front())) {
    const std::string_view number = take_number(a);
    return compare_numbers(number, take_number(b));
  }
  const std::strong_ordering order = folded(a.front()) <=> folded(b.front());
  a.remove_prefix(1);
  b.remove_prefix(1);
  return order;
}

// How much at the front is the same and need not be taken apart: whole words, but for the digits of
// a number that may go on. The names of one directory often begin alike.
std::size_t same_size(std::string_view a, std::string_view b) {
  constexpr std::size_t kWord = 8;
  std::size_t at = 0;
  while (std::min(a.size(), b.size()) - at >= kWord &&
         std::memcmp(a.data() + at, b.data() + at, kWord) == 0) {
    at += kWord;
  }
  while (at > 0 && is_digit(a[at - 1])) --at;
  return at;
}

}  // namespace

std::strong_ordering compare_names(std::string_view a, std::string_view b) {
  const std::size_t same = same_size(a, b);
  std::string_view rest_a = a.substr(same);
  std::string_view rest_b = b.substr(same);
  while (!rest_a.empty() && !rest_b.empty()) {
    const std::strong_ordering order = compare_front(rest_a, rest_b);
    if (order != 0) return order;
  }
  if (rest_a.size() != rest_b.size()) return rest_a.size() <=> rest_b.size();
  return a.compare(b) <=> 0;
}

}  // namespace owlet::site
