// The fields of a head that owlet acts on or logs, while the head is arriving.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/http/request.h"

namespace owlet::http {

// Where a piece of a head lies, in bytes from the head's first byte. Offsets and not views, for the
// head moves when it arrives in pieces.
struct head_span {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  bool is_present = false;

  // `head` is the first byte of the head; a null view for a span that is not there.
  [[nodiscard]] std::string_view in(const char* head) const {
    return is_present ? std::string_view(head + offset, length) : std::string_view{};
  }
  [[nodiscard]] std::uint32_t end() const { return offset + length; }
};

// Keeps the known field lines of one head and drops the others. Owns text only of a field that came
// more than once.
class head_fields {
public:
  // Forgets everything and keeps its memory.
  void clear();

  // Takes one field line of the head that begins at `head`; an empty value need not be present.
  void keep(const char* head, head_span name, head_span value);

  // The value, without white space around it; several lines of a name are one list, joined by ", "
  // in their order (RFC 9110 section 5.3). A null view when there was none. Valid as long as the
  // head stays where it is and nothing is kept or cleared.
  [[nodiscard]] std::string_view value(const char* head, field name) const;

  // All values at once.
  void fill(const char* head, std::array<std::string_view, kFieldCount>& values) const;

  [[nodiscard]] bool is_repeated(field name) const;

private:
  struct joined_field {
    field name;
    std::string value;
  };

  static_assert(kFieldCount <= 32, "present_ has a bit for each field");
  [[nodiscard]] static std::uint32_t bit_of(field name) {
    return std::uint32_t{1} << static_cast<unsigned>(name);
  }
  [[nodiscard]] bool is_present(field name) const { return (present_ & bit_of(name)) != 0; }

  void join(const char* head, field name, std::string_view value);

  std::uint32_t present_ = 0;                   // a bit for each field that was kept
  std::array<head_span, kFieldCount> first_{};  // of those only
  std::vector<joined_field> joined_;
};

}  // namespace owlet::http
