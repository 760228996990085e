// Content codings (RFC 9110 section 8.4.1), and which of them a client is sent (section 12.5.3).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace owlet::http {

// In the order in which owlet prefers them where the client does not: brotli at its usual level is
// the smallest of text, zstd is a little larger and quicker to decode, gzip the largest of the
// three. `identity` is the file as it is.
enum class content_coding : std::uint8_t { br, zstd, gzip, identity };
inline constexpr content_coding kContentCodings[] = {
    content_coding::br, content_coding::zstd, content_coding::gzip, content_coding::identity};

// Some of the codings: those that a file is there in.
class coding_set {
public:
  constexpr coding_set() = default;

  [[nodiscard]] constexpr bool has(content_coding coding) const {
    return (bits_ & bit_of(coding)) != 0;
  }
  constexpr coding_set& add(content_coding coding) {
    bits_ = static_cast<std::uint8_t>(bits_ | bit_of(coding));
    return *this;
  }
  constexpr coding_set& remove(content_coding coding) {
    bits_ = static_cast<std::uint8_t>(bits_ & ~bit_of(coding));
    return *this;
  }
  friend constexpr bool operator==(coding_set, coding_set) = default;

private:
  static constexpr unsigned bit_of(content_coding coding) {
    return 1U << static_cast<unsigned>(coding);
  }
  std::uint8_t bits_ = 0;
};

// The coding to send: of those available the one with the highest weight in Accept-Encoding, of
// several the first in the order above. `accept_encoding` is the field's value, as request gives
// it.
//
// - A field that is absent (though RFC 9110 would allow any coding) or empty gives identity.
// - identity, when neither it nor "*" is named, is acceptable, and less so than what is named.
// - "*" stands for what is not named, identity included. "x-gzip" is "gzip" (section 8.4.1.3).
// - An element that is no coding with at most a weight is as if it were not there: "gzip;q=2",
//   "br;level=5", "gzip br". Of the digits of a weight the first three behind the point count. A
//   coding that is named twice has the higher weight.
// - When nothing that is available is acceptable, identity is the answer all the same, as nginx and
//   Caddy do: RFC 9110 leaves the choice between that and a 406, and who refuses identity but does
//   not name a coding that there is gets something that he may be able to read. accepts() tells.
//
// Reads the field once; allocates nothing. Where there is nothing but identity, asking is needless.
[[nodiscard]] content_coding choose_coding(std::string_view accept_encoding, coding_set available);

// Remembers what was chosen last, for browsers of a kind all send the same field: 44 instructions
// instead of some 1,200. Owns a copy of the field; one that is longer than kMaxBytes is read anew
// each time.
class coding_memo {
public:
  // As choose_coding.
  [[nodiscard]] content_coding choose(std::string_view accept_encoding, coding_set available);

private:
  static constexpr std::size_t kMaxBytes = 48;
  std::array<char, kMaxBytes> field_{};
  std::uint8_t size_ = 0;
  coding_set available_;
  content_coding chosen_ = content_coding::identity;  // of an empty field
};

// Whether the field lets the coding be sent: a weight above 0. Any coding where it is absent.
[[nodiscard]] bool accepts(std::string_view accept_encoding, content_coding coding);

// The name in Content-Encoding: "br", "zstd", "gzip"; empty for identity, which is not sent.
[[nodiscard]] std::string_view token_of(content_coding coding);

// What stands behind the name of the file: ".br", ".zst", ".gz"; empty for identity.
[[nodiscard]] std::string_view suffix_of(content_coding coding);

// The coding of a file by the end of its name, as it is written there: identity for all but the
// three suffixes behind a name ("a/b.js.gz", but not "a/.gz").
[[nodiscard]] content_coding coding_of_name(std::string_view file_name);

}  // namespace owlet::http
