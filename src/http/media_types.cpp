// The media types that a file of the operator adds to those that owlet knows.
#include "owlet/http/media_types.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "owlet/base/escape.h"
#include "owlet/http/media_type.h"
#include "owlet/http/syntax.h"

namespace owlet::http {
namespace {

constexpr std::string_view kSpace = " \t\r\v\f";
constexpr std::size_t kMaxNameBytes = 127;  // of a type and of a subtype: RFC 6838 section 4.2
constexpr std::size_t kMaxExtensionBytes = 64;
constexpr std::size_t kMaxToldBytes = 60;  // of a word that is wrong

// Takes the next word off the front; empty at the end of what the line says.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kSpace), line.size()));
  if (line.starts_with('#')) line = {};
  const std::string_view word = line.substr(0, line.find_first_of(kSpace));
  line.remove_prefix(word.size());
  return word;
}

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), to_lower);
  return lower;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

std::string wrong(std::string_view what, std::string_view value, std::string_view remedy) {
  std::string reason = std::string(what).append(" \"");
  base::append_escaped(reason, value, base::escape::hex, base::keep::plain_ascii, kMaxToldBytes);
  return reason.append("\": ").append(remedy);
}

std::optional<std::string> fault_of_type(std::string_view type) {
  const std::size_t slash = std::min(type.find('/'), type.size());
  const std::string_view sub = type.substr(std::min(slash + 1, type.size()));
  if (type.find_first_of(";{}") != type.npos) {
    return wrong("type", type,
                 "write a line as \"text/plain txt log\", with no parameter and no sign");
  }
  if (is_token(type.substr(0, slash)) && is_token(sub) && slash <= kMaxNameBytes &&
      sub.size() <= kMaxNameBytes) {
    return std::nullopt;
  }
  return wrong("type", type, "a line begins with a media type such as text/plain");
}

std::optional<std::string> fault_of_extension(std::string_view extension) {
  if (extension.starts_with('.')) return wrong("extension", extension, "leave out its first dot");
  if (extension.find_first_of(";{}") != extension.npos) {
    return wrong("extension", extension, "leave out the sign: the line ends what it says");
  }
  if (extension.find('/') != extension.npos) {
    return wrong("extension", extension, "give each type a line of its own");
  }
  if (!is_token(extension) || extension.ends_with('.') || extension.size() > kMaxExtensionBytes) {
    return wrong("extension", extension, "write up to 64 letters, digits and signs of ASCII");
  }
  return std::nullopt;
}

std::size_t dots_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '.'));
}

}  // namespace

std::vector<media_types_problem> media_types::add(std::string_view text) {
  if (text.size() > kMaxMediaTypesBytes) {
    return {{0, "more than 1 MiB: give a file of media types, which is smaller"}};
  }
  std::vector<media_types_problem> problems;
  for (std::size_t number = 1; !text.empty(); ++number) {
    for (std::string& reason : add_line(take_line(text))) {
      if (problems.size() == kMaxMediaTypeProblems) break;
      problems.push_back({number, std::move(reason)});
    }
  }
  keep_last_of_each();
  return problems;
}

std::vector<std::string> media_types::add_line(std::string_view line) {
  const std::string_view type = take_word(line);
  if (type.empty()) return {};
  if (auto fault = fault_of_type(type)) return {std::move(*fault)};
  std::vector<std::string> faults;
  const auto number = static_cast<std::uint32_t>(types_.size());
  types_.emplace_back(type);
  for (auto extension = take_word(line); !extension.empty(); extension = take_word(line)) {
    if (auto fault = fault_of_extension(extension)) {
      faults.push_back(std::move(*fault));
    } else {
      entries_.push_back({lower_case(extension), number});
      most_dots_ = std::max(most_dots_, dots_in(extension));
    }
  }
  return faults;
}

void media_types::keep_last_of_each() {
  std::ranges::stable_sort(entries_, {}, &entry::extension);
  const auto is_same = [](const entry& a, const entry& b) { return a.extension == b.extension; };
  const auto first = std::unique(entries_.rbegin(), entries_.rend(), is_same).base();
  entries_.erase(entries_.begin(), first);
}

const media_types::entry* media_types::find(std::string_view extension) const {
  std::array<char, kMaxExtensionBytes> lower{};
  if (extension.size() > lower.size()) return nullptr;
  std::ranges::transform(extension, lower.begin(), to_lower);
  const std::string_view wanted(lower.data(), extension.size());
  const auto found = std::ranges::lower_bound(entries_, wanted, {}, &entry::extension);
  return found != entries_.end() && found->extension == wanted ? &*found : nullptr;
}

std::string_view media_types::type_of(std::string_view file_name) const {
  if (entries_.empty()) return media_type_of(file_name);
  // What is ahead of the first dot is a name, also where it is empty: ".gz" has no extension.
  const std::string_view last = file_name.substr(file_name.rfind('/') + 1);
  const entry* longest = nullptr;
  std::size_t dot = last.size();
  for (std::size_t dots = 0; dots <= most_dots_ && dot > 1; ++dots) {
    dot = last.rfind('.', dot - 1);
    if (dot == last.npos || dot == 0) break;
    if (const entry* found = find(last.substr(dot + 1))) longest = found;
  }
  return longest != nullptr ? std::string_view(types_[longest->type]) : media_type_of(file_name);
}

}  // namespace owlet::http
