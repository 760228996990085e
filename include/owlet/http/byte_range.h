// Byte ranges (RFC 9110 section 14): which bytes of a representation a Range field asks for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace owlet::http {

// Bytes [first, first + length) of a representation; length is never 0.
struct byte_range {
  std::uint64_t first;
  std::uint64_t length;

  friend bool operator==(const byte_range&, const byte_range&) = default;
};

// A Range field that lists more ranges than this is ignored (RFC 9110 section 14.2).
inline constexpr std::size_t kMaxRanges = 16;

// What a Range field comes to. A plain value that owns its ranges.
struct range_request {
  enum class kind : std::uint8_t {
    whole,          // ignore the field and send the whole representation (200)
    satisfiable,    // send selected(), at least one range (206)
    unsatisfiable,  // not one of the ranges begins inside the representation (416)
  };

  kind outcome = kind::whole;
  std::size_t count = 0;
  std::array<byte_range, kMaxRanges> ranges;  // only the first `count` are set

  // The ranges to send, in the order in which they were asked for, each inside the representation
  // and apart from every other; empty unless satisfiable. Valid as long as this object is.
  [[nodiscard]] std::span<const byte_range> selected() const { return {ranges.data(), count}; }
};

// Reads a Range field value (RFC 9110 sections 14.1.2, 14.2) against a representation of
// `complete_length` bytes.
//  - Whole: a malformed field, a unit other than bytes, more than kMaxRanges ranges, more than two
//    ranges that overlap another, or a suffix of an empty representation (it is satisfiable and
//    selects all there is, but no Content-Range can say so).
//  - Ranges that overlap, or have a gap between them that is smaller than the head of a part, are
//    joined in the place of the first of them (section 15.3.7.2).
//  - A position too large for 64 bits counts as the largest that fits.
[[nodiscard]] range_request select_ranges(std::string_view range_field,
                                          std::uint64_t complete_length);

// The value of a Content-Range field (RFC 9110 section 14.4), kept in place.
class content_range_text {
public:
  // Valid as long as this object is.
  [[nodiscard]] std::string_view view() const { return {characters_.data(), size_}; }

private:
  friend content_range_text format_content_range(byte_range range, std::uint64_t complete_length);
  friend content_range_text format_unsatisfied_range(std::uint64_t complete_length);

  void append(std::string_view text);
  void append(std::uint64_t number);

  // "bytes 18446744073709551615-18446744073709551615/18446744073709551615"
  std::array<char, 68> characters_;
  std::size_t size_ = 0;
};

// "bytes 0-4/10" for the five bytes from 0 of ten.
[[nodiscard]] content_range_text format_content_range(byte_range range,
                                                      std::uint64_t complete_length);

// "bytes */10", for 416.
[[nodiscard]] content_range_text format_unsatisfied_range(std::uint64_t complete_length);

}  // namespace owlet::http
