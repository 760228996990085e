// Accept-Encoding read into one weight for each coding that owlet knows.
#include "owlet/http/content_coding.h"

#include <algorithm>
#include <iterator>

#include "owlet/http/syntax.h"
#include "owlet/http/weight.h"

namespace owlet::http {
namespace {

constexpr int kNotNamed = -1;
// What the client wrote counts twofold, so that there is room between it and 0: identity has that
// place where the field says nothing of it.
constexpr int kScale = 2;
constexpr int kLeast = 1;

constexpr std::size_t index_of(content_coding coding) { return static_cast<std::size_t>(coding); }
constexpr std::size_t kCodings = std::size(kContentCodings);

constexpr std::string_view kTokens[kCodings] = {"br", "zstd", "gzip", "identity"};
constexpr std::string_view kSuffixes[kCodings] = {".br", ".zst", ".gz", ""};

class weights {
public:
  explicit weights(std::string_view field) {
    named_.fill(kNotNamed);
    for (auto element = take_element(field); !element.empty(); element = take_element(field)) {
      read(element);
    }
  }

  [[nodiscard]] int of(content_coding coding) const {
    const int own = named_[index_of(coding)];
    if (own != kNotNamed) return own * kScale;
    if (named_[kAnyOther] != kNotNamed) return named_[kAnyOther] * kScale;
    return coding == content_coding::identity ? kLeast : 0;
  }

private:
  static constexpr std::size_t kAnyOther = kCodings;  // "*"

  void read(std::string_view element) {
    const weighted_element named = parse_weighted(element, other_parameters::refused);
    const std::size_t place = place_of(named.name);
    if (place < named_.size() && named.weight) {
      named_[place] = std::max(named_[place], *named.weight);
    }
  }

  // Behind the last place for a name that owlet does not know. Most lengths match at most one.
  static std::size_t place_of(std::string_view name) {
    if (name == "*") return kAnyOther;
    for (std::size_t i = 0; i < kCodings; ++i) {
      if (name.size() == kTokens[i].size() && equals_ignoring_case(name, kTokens[i])) return i;
    }
    const bool is_old_name = equals_ignoring_case(name, "x-gzip");
    return is_old_name ? index_of(content_coding::gzip) : kAnyOther + 1;
  }

  std::array<int, kCodings + 1> named_;
};

}  // namespace

content_coding choose_coding(std::string_view accept_encoding, coding_set available) {
  if (accept_encoding.empty()) return content_coding::identity;
  const weights accepted(accept_encoding);
  content_coding best = content_coding::identity;
  int most = 0;
  for (const content_coding coding : kContentCodings) {
    const int weight = available.has(coding) ? accepted.of(coding) : 0;
    if (weight > most) {
      best = coding;
      most = weight;
    }
  }
  return best;
}

content_coding coding_memo::choose(std::string_view accept_encoding, coding_set available) {
  const bool is_same =
      available == available_ && accept_encoding == std::string_view(field_.data(), size_);
  if (is_same) return chosen_;
  const content_coding chosen = choose_coding(accept_encoding, available);
  if (accept_encoding.size() <= kMaxBytes) {
    std::ranges::copy(accept_encoding, field_.begin());
    size_ = static_cast<std::uint8_t>(accept_encoding.size());
    available_ = available;
    chosen_ = chosen;
  }
  return chosen;
}

bool accepts(std::string_view accept_encoding, content_coding coding) {
  return accept_encoding.data() == nullptr || weights(accept_encoding).of(coding) > 0;
}

std::string_view token_of(content_coding coding) {
  return coding == content_coding::identity ? std::string_view{} : kTokens[index_of(coding)];
}

std::string_view suffix_of(content_coding coding) { return kSuffixes[index_of(coding)]; }

content_coding coding_of_name(std::string_view file_name) {
  const std::string_view last = file_name.substr(file_name.rfind('/') + 1);
  const auto* found = std::ranges::find_if(kContentCodings, [last](content_coding coding) {
    return last.size() > suffix_of(coding).size() && last.ends_with(suffix_of(coding));
  });
  return found == std::end(kContentCodings) ? content_coding::identity : *found;
}

}  // namespace owlet::http
