// The fields of a head that owlet acts on or logs, while the head is arriving.
#include "owlet/http/head_fields.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <iterator>

#include "owlet/http/syntax.h"

namespace owlet::http {

namespace {

// A few characters of a name as a number, to be compared in any case: `letters` has the bit by
// which capitals and small letters differ, in the places of letters only.
struct name_part {
  std::uint64_t small = 0;
  std::uint64_t letters = 0;

  [[nodiscard]] bool is(std::uint64_t part) const { return (part | letters) == small; }
};

template <class Word>
constexpr name_part part_of(std::string_view name, std::size_t at) {
  std::array<char, sizeof(Word)> text{};
  std::array<char, sizeof(Word)> bits{};
  for (std::size_t i = 0; i < sizeof(Word); ++i) {
    text[i] = name[at + i];
    bits[i] = text[i] >= 'a' && text[i] <= 'z' ? 'a' - 'A' : 0;
  }
  return {std::bit_cast<Word>(text), std::bit_cast<Word>(bits)};
}

template <class Word>
std::uint64_t load(const char* text) {
  Word word;
  std::memcpy(&word, text, sizeof word);
  return word;
}

// A name is compared in three parts that overlap: 8 characters each, or 4 of a short name.
struct known_field {
  std::string_view name;
  field id;
  std::uint8_t width;
  std::uint8_t middle_at;
  name_part first, middle, last;

  constexpr known_field(std::string_view small_name, field its_id)
      : name(small_name),
        id(its_id),
        width(name.size() < sizeof(std::uint64_t) ? sizeof(std::uint32_t) : sizeof(std::uint64_t)),
        middle_at(static_cast<std::uint8_t>((name.size() - width) / 2)),
        first(part(0)),
        middle(part(middle_at)),
        last(part(name.size() - width)) {}

  // Of as many characters as the name has.
  [[nodiscard]] bool is_at(const char* text) const {
    return width == sizeof(std::uint64_t) ? is_in_words<std::uint64_t>(text)
                                          : is_in_words<std::uint32_t>(text);
  }

private:
  [[nodiscard]] constexpr name_part part(std::size_t at) const {
    return width == sizeof(std::uint64_t) ? part_of<std::uint64_t>(name, at)
                                          : part_of<std::uint32_t>(name, at);
  }

  template <class Word>
  [[nodiscard]] bool is_in_words(const char* text) const {
    return last.is(load<Word>(text + name.size() - sizeof(Word))) && first.is(load<Word>(text)) &&
           middle.is(load<Word>(text + middle_at));
  }
};

// By the length of the name.
constexpr known_field kKnownFields[] = {
    {"host", field::host},
    {"range", field::range},
    {"accept", field::accept},
    {"expect", field::expect},
    {"referer", field::referer},
    {"if-match", field::if_match},
    {"if-range", field::if_range},
    {"forwarded", field::forwarded},
    {"connection", field::connection},
    {"user-agent", field::user_agent},
    {"authorization", field::authorization},
    {"if-none-match", field::if_none_match},
    {"content-length", field::content_length},
    {"sec-fetch-mode", field::sec_fetch_mode},
    {"accept-encoding", field::accept_encoding},
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

constexpr std::size_t kMinNameBytes = kKnownFields[0].name.size();
constexpr std::size_t kMaxNameBytes = kKnownFields[kFieldCount - 1].name.size();

static_assert(kMinNameBytes >= sizeof(std::uint32_t) && kMaxNameBytes <= 3 * sizeof(std::uint64_t));

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
    if (each->is_at(name.data())) return each;
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
