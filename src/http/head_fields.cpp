// The fields of a head that owlet acts on or logs, while the head is arriving.
#include "owlet/http/head_fields.h"

#include <algorithm>
#include <iterator>

#include "owlet/http/syntax.h"

namespace owlet::http {

namespace {

struct known_field {
  std::string_view name;
  field id;
};
constexpr known_field kKnownFields[] = {
    {"host", field::host},
    {"connection", field::connection},
    {"content-length", field::content_length},
    {"transfer-encoding", field::transfer_encoding},
    {"expect", field::expect},
    {"if-match", field::if_match},
    {"if-none-match", field::if_none_match},
    {"if-modified-since", field::if_modified_since},
    {"if-unmodified-since", field::if_unmodified_since},
    {"if-range", field::if_range},
    {"range", field::range},
    {"referer", field::referer},
    {"user-agent", field::user_agent},
    {"forwarded", field::forwarded},
    {"x-forwarded-for", field::x_forwarded_for},
};
static_assert(std::size(kKnownFields) == kFieldCount);

constexpr std::size_t kMaxNameBytes = 31;
// A bit for each length that a known name has.
constexpr std::uint32_t kLengths = [] {
  std::uint32_t lengths = 0;
  for (const known_field& known : kKnownFields) lengths |= 1U << known.name.size();
  return lengths;
}();

// Most names match none of these, and many of those by their length already.
const known_field* find_known(std::string_view name) {
  if (name.size() > kMaxNameBytes || (kLengths >> name.size() & 1U) == 0) return nullptr;
  const auto matches = [name](const known_field& candidate) {
    return candidate.name.size() == name.size() && equals_ignoring_case(candidate.name, name);
  };
  const auto* found = std::find_if(std::begin(kKnownFields), std::end(kKnownFields), matches);
  return found == std::end(kKnownFields) ? nullptr : found;
}

// The span without the white space at its ends.
head_span trimmed(const char* head, head_span value) {
  const std::string_view text = trim(value.in(head));
  const auto offset = static_cast<std::uint32_t>(text.data() - head);
  return {offset, static_cast<std::uint32_t>(text.size()), true};
}

}  // namespace

void head_fields::clear() {
  first_ = {};
  joined_.clear();
}

void head_fields::keep(const char* head, head_span name, head_span value) {
  const known_field* known = find_known(name.in(head));
  if (known == nullptr) return;
  head_span& first = first_[static_cast<std::size_t>(known->id)];
  if (first.is_present) {
    join(head, known->id, trim(value.in(head)));
  } else {
    first = value.is_present ? trimmed(head, value) : head_span{name.end(), 0, true};
  }
}

void head_fields::join(const char* head, field name, std::string_view value) {
  const auto is_same = [name](const joined_field& candidate) { return candidate.name == name; };
  auto entry = std::find_if(joined_.begin(), joined_.end(), is_same);
  if (entry == joined_.end()) {
    joined_.push_back({name, std::string(this->value(head, name))});
    entry = std::prev(joined_.end());
  }
  entry->value.append(", ").append(value);
}

std::string_view head_fields::value(const char* head, field name) const {
  for (const joined_field& joined : joined_) {
    if (joined.name == name) return joined.value;
  }
  return first_[static_cast<std::size_t>(name)].in(head);
}

void head_fields::fill(const char* head, std::array<std::string_view, kFieldCount>& values) const {
  for (std::size_t i = 0; i < kFieldCount; ++i) values[i] = first_[i].in(head);
  for (const joined_field& joined : joined_) {
    values[static_cast<std::size_t>(joined.name)] = joined.value;
  }
}

bool head_fields::is_repeated(field name) const {
  return std::any_of(joined_.begin(), joined_.end(),
                     [name](const joined_field& joined) { return joined.name == name; });
}

}  // namespace owlet::http
