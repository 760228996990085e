// The fields of a head that owlet acts on or logs, while the head is arriving.
#include "owlet/http/head_fields.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "owlet/http/syntax.h"

namespace owlet::http {

namespace {

struct known_field {
  std::string_view name;
  field id;
};
// By the length of the name.
constexpr known_field kKnownFields[] = {
    {"host", field::host},
    {"range", field::range},
    {"expect", field::expect},
    {"referer", field::referer},
    {"if-match", field::if_match},
    {"if-range", field::if_range},
    {"forwarded", field::forwarded},
    {"connection", field::connection},
    {"user-agent", field::user_agent},
    {"if-none-match", field::if_none_match},
    {"content-length", field::content_length},
    {"x-forwarded-for", field::x_forwarded_for},
    {"transfer-encoding", field::transfer_encoding},
    {"if-modified-since", field::if_modified_since},
    {"if-unmodified-since", field::if_unmodified_since},
};
static_assert(std::size(kKnownFields) == kFieldCount);
static_assert(std::is_sorted(std::begin(kKnownFields), std::end(kKnownFields),
                             [](const known_field& a, const known_field& b) {
                               return a.name.size() < b.name.size();
                             }));

constexpr std::size_t kMaxNameBytes = kKnownFields[kFieldCount - 1].name.size();

// Where the names of each length begin; those of a length end where the next ones begin.
constexpr auto kFirstOfLength = [] {
  std::array<std::uint8_t, kMaxNameBytes + 2> first{};
  for (const known_field& known : kKnownFields) {
    for (std::size_t i = known.name.size() + 1; i < first.size(); ++i) ++first[i];
  }
  return first;
}();

// Most names match none of these, and many of those by their length already.
const known_field* find_known(std::string_view name) {
  if (name.size() > kMaxNameBytes) return nullptr;
  const known_field* end = kKnownFields + kFirstOfLength[name.size() + 1];
  for (const known_field* each = kKnownFields + kFirstOfLength[name.size()]; each != end; ++each) {
    if (equals_ignoring_case(each->name, name)) return each;
  }
  return nullptr;
}

// The span without the white space at its ends.
head_span trimmed(const char* head, head_span value) {
  const std::string_view text = trim(value.in(head));
  const auto offset = static_cast<std::uint32_t>(text.data() - head);
  return {offset, static_cast<std::uint32_t>(text.size()), true};
}

}  // namespace

void head_fields::clear() {
  present_ = 0;
  joined_.clear();
}

void head_fields::keep(const char* head, head_span name, head_span value) {
  const known_field* known = find_known(name.in(head));
  if (known == nullptr) return;
  head_span& first = first_[static_cast<std::size_t>(known->id)];
  if (is_present(known->id)) {
    join(head, known->id, trim(value.in(head)));
  } else {
    present_ |= bit_of(known->id);
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
  if (!is_present(name)) return {};
  return first_[static_cast<std::size_t>(name)].in(head);
}

void head_fields::fill(const char* head, std::array<std::string_view, kFieldCount>& values) const {
  values = {};
  for (std::uint32_t left = present_; left != 0; left &= left - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(left));
    values[i] = first_[i].in(head);
  }
  for (const joined_field& joined : joined_) {
    values[static_cast<std::size_t>(joined.name)] = joined.value;
  }
}

bool head_fields::is_repeated(field name) const {
  return std::any_of(joined_.begin(), joined_.end(),
                     [name](const joined_field& joined) { return joined.name == name; });
}

}  // namespace owlet::http
