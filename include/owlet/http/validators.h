// Validators (RFC 9110 section 8.8) and the conditions that a request may put on them (section 13).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace owlet::http {

// An entity tag with its quotes, and "W/" ahead of them if it is weak; kept in place, and empty
// when default-constructed.
class entity_tag {
public:
  entity_tag() = default;

  // "<time in nanoseconds>-<size>" in hexadecimal, of the modification time as a rule: equal on
  // every machine that has the file with the same time and size, and different after every change
  // that moves either.
  [[nodiscard]] static entity_tag from_stat(std::int64_t seconds, std::int64_t nanoseconds,
                                            std::uint64_t size);

  // "<32 hexadecimal digits>", from a hash of the content: equal wherever the content is.
  [[nodiscard]] static entity_tag from_hash(std::uint64_t high, std::uint64_t low);

  // The same as a weak one: what is equal means the same, byte by byte or not (RFC 9110 section
  // 8.8.1).
  [[nodiscard]] static entity_tag weak_from_hash(std::uint64_t high, std::uint64_t low);

  // Valid as long as this object is.
  [[nodiscard]] std::string_view view() const { return {characters_.data(), size_}; }
  [[nodiscard]] bool is_weak() const { return size_ > 0 && characters_[0] == 'W'; }
  // Without the "W/".
  [[nodiscard]] std::string_view opaque() const { return view().substr(is_weak() ? 2 : 0); }

private:
  std::array<char, 36> characters_;  // W/, two numbers of 16 digits, two quotes; or a dash
  std::uint8_t size_ = 0;
};

// The validators of the representation that was found. An empty tag matches no tag.
struct validators {
  entity_tag tag;
  std::optional<std::int64_t> last_modified_seconds;
};

// The Last-Modified of a file, or nothing where its time says nothing: 0 and 1 (reproducible images
// set these), before 1970, and later than now (RFC 9110 section 8.8.2.1).
[[nodiscard]] std::optional<std::int64_t> last_modified_of(std::int64_t mtime_seconds,
                                                           std::int64_t now_seconds);

// The values of a request's conditional fields, as views that the caller keeps alive. A null view
// (data() == nullptr) is an absent field; a repeated field is one value joined by ", ".
struct conditional_fields {
  std::string_view if_match{};
  std::string_view if_none_match{};
  std::string_view if_modified_since{};
  std::string_view if_unmodified_since{};
  std::string_view if_range{};
};

// Whether a matching If-None-Match means "not modified" or "failed" (RFC 9110 section 13.1.2).
enum class method_kind : std::uint8_t { get_or_head, other };

enum class precondition : std::uint8_t {
  proceed,
  not_modified,  // 304
  failed,        // 412
};

// Evaluates the conditions of a request for a representation that exists, in the order of RFC 9110
// section 13.2.2; If-Range is not among them, see range_applies. Dates that do not parse, or that
// have no Last-Modified to compare with, are ignored. A tag list that is malformed anywhere
// matches nothing: If-None-Match then proceeds, If-Match fails.
[[nodiscard]] precondition evaluate_preconditions(const conditional_fields& fields,
                                                  const validators& current, method_kind method,
                                                  std::int64_t now_seconds);

// Whether a Range field may be honoured (RFC 9110 section 13.1.5): If-Range is absent, or is the
// current tag by strong comparison, or is exactly the Last-Modified date and that date is a strong
// validator (section 8.8.2.2), which it is not during its own second.
[[nodiscard]] bool range_applies(std::string_view if_range, const validators& current,
                                 std::int64_t now_seconds);

}  // namespace owlet::http
