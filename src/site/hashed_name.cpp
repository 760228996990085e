// Whether a name carries a hash of what the file holds: by the characters that it is made of.
#include "owlet/site/hashed_name.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "owlet/http/media_type.h"
#include "owlet/http/syntax.h"

namespace owlet::site {
namespace {

enum class kind : std::uint8_t { digit, capital, small, other };

kind kind_of(char c) {
  if (c >= '0' && c <= '9') return kind::digit;
  if (c >= 'A' && c <= 'Z') return kind::capital;
  return c >= 'a' && c <= 'z' ? kind::small : kind::other;
}

bool is_digit(char c) { return kind_of(c) == kind::digit; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
bool is_base32(char c) { return kind_of(c) == kind::capital || (c >= '2' && c <= '7'); }
bool is_base64url(char c) { return kind_of(c) != kind::other || c == '_' || c == '-'; }
bool is_consonant(char c) {
  return kind_of(c) != kind::digit && kind_of(c) != kind::other &&
         std::string_view("aeiouy").find(http::to_lower(c)) == std::string_view::npos;
}

template <class Predicate>
bool consists_of(std::string_view text, Predicate is_wanted) {
  return std::ranges::all_of(text, is_wanted);
}

bool contains(std::string_view text, kind wanted) {
  return std::ranges::any_of(text, [wanted](char c) { return kind_of(c) == wanted; });
}

// Does a piece begin here? The last of several capitals begins the word behind it: "HTML|Page".
bool begins_piece(std::string_view text, std::size_t at) {
  const kind here = kind_of(text[at]);
  const kind before = at == 0 ? kind::other : kind_of(text[at - 1]);
  const kind behind = at + 1 == text.size() ? kind::other : kind_of(text[at + 1]);
  switch (here) {
    case kind::digit: return before != kind::digit;
    case kind::capital: return before != kind::capital || behind == kind::small;
    case kind::small: return before != kind::small && before != kind::capital;
    case kind::other: return false;
  }
  return false;
}

std::size_t pieces_in(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++at) count += begins_piece(text, at) ? 1U : 0U;
  return count;
}

// How many runs of consonants there are that are as long as that.
std::size_t consonant_runs(std::string_view text, std::size_t length) {
  std::size_t count = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = is_consonant(c) ? run + 1 : 0;
    count += run == length ? 1U : 0U;
  }
  return count;
}

std::string_view without_number_at_end(std::string_view text) {
  while (!text.empty() && is_digit(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view without_number_ahead(std::string_view text) {
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return text;
}

// -- The three sorts of hashes -------------------------------------------------------------------

// "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx".
bool ends_in_uuid(std::string_view text) {
  constexpr std::string_view kForm = "00000000-0000-0000-0000-000000000000";
  if (text.size() < kForm.size()) return false;
  const std::string_view end = text.substr(text.size() - kForm.size());
  return std::equal(end.begin(), end.end(), kForm.begin(),
                    [](char c, char form) { return form == '-' ? c == '-' : is_hex(c); });
}

// A random UUID without its dashes has these two characters where they are (RFC 9562 section 5.4).
bool is_random_uuid(std::string_view text) {
  return text.size() == 32 && text[12] == '4' &&
         std::string_view("89ab").find(text[16]) != std::string_view::npos;
}

bool is_hex_hash(std::string_view text) {
  constexpr std::size_t kBeyondWords = 16;
  const std::size_t size = text.size();
  const bool is_usual_size = (size >= 8 && size <= 20) || size == 32 || size == 40 || size == 64 ||
                             size == 96 || size == 128;
  return is_usual_size && consists_of(text, is_hex) &&
         pieces_in(text) >= (size < kBeyondWords ? 3 : 2) && !is_random_uuid(text);
}

bool is_base64url_hash(std::string_view text) {
  if (!contains(text, kind::capital) || !contains(text, kind::small)) return false;
  const std::string_view counted = without_number_at_end(text);
  const std::size_t pieces = pieces_in(counted);
  return pieces >= 4 || (pieces == 3 && (contains(without_number_ahead(counted), kind::digit) ||
                                         consonant_runs(text, 4) > 0));
}

bool is_base32_hash(std::string_view text) {
  if (!contains(text, kind::digit)) {
    return consonant_runs(text, 4) > 0 || consonant_runs(text, 3) > 1;
  }
  return pieces_in(text) >= 3 || (is_digit(text.front()) && consonant_runs(text, 3) > 0);
}

// -- Where they are looked for -------------------------------------------------------------------

enum class content : std::uint8_t { page, code, picture, other };

// What bundlers make of a file with that extension.
content content_of(std::string_view extension) {
  constexpr std::string_view kPages[] = {"html", "htm", "xhtml", "xht", "shtml"};
  constexpr std::string_view kCode[] = {"js",   "mjs",   "cjs", "css", "map", "wasm",
                                        "woff", "woff2", "ttf", "otf", "eot"};
  constexpr std::string_view kPictures[] = {"svg",  "png", "jpg", "jpeg", "gif", "webp",
                                            "avif", "ico", "mp4", "webm", "mp3", "ogg"};
  const auto is_same = [extension](std::string_view known) {
    return http::equals_ignoring_case(known, extension);
  };
  if (extension.empty() || std::ranges::any_of(kPages, is_same)) return content::page;
  if (std::ranges::any_of(kCode, is_same)) return content::code;
  return std::ranges::any_of(kPictures, is_same) ? content::picture : content::other;
}

bool is_short_hash(std::string_view text, content held) {
  if (consists_of(text, is_base32)) return held == content::code && is_base32_hash(text);
  return (held == content::code || held == content::picture) && consists_of(text, is_base64url) &&
         is_base64url_hash(text);
}

enum class place : std::uint8_t { first, further };

constexpr std::size_t kShort = 8;  // letters and digits of a hash

// `part` is what stands between two dots of a name.
bool ends_in_hash(std::string_view part, place where, content held) {
  constexpr std::size_t kLong = 20;
  const std::size_t dash = part.rfind('-');
  const bool is_whole = dash == std::string_view::npos;
  const std::string_view last = is_whole ? part : part.substr(dash + 1);
  if (is_hex_hash(last) && (!is_whole || where == place::further || last.size() >= kLong)) {
    return !ends_in_uuid(part);
  }
  // This one may have a dash in it.
  if (part.size() < kShort || (part.size() == kShort && where == place::first)) return false;
  if (part.size() > kShort && part[part.size() - kShort - 1] != '-') return false;
  return is_short_hash(part.substr(part.size() - kShort), held);
}

// The name of the directory, which ends in "/", is there from the beginning or behind a "/".
bool is_beneath(std::string_view path, std::string_view directory) {
  const std::size_t at = path.find(directory);
  return at != std::string_view::npos && (at == 0 || path[at - 1] == '/');
}

bool is_in_hashed_directory(std::string_view path) {
  constexpr std::string_view kDirectories[] = {"_next/static/", "_app/immutable/", "_astro/",
                                               "_nuxt/"};
  return std::ranges::any_of(kDirectories,
                             [path](std::string_view each) { return is_beneath(path, each); }) &&
         !is_beneath(path, "_nuxt/builds/");
}

// Whether there are 8 characters of which not all are small letters: behind the last dash, or
// behind any dash at the very end.
bool may_end_in_hash(std::string_view part, place where) {
  const std::size_t dash = part.rfind('-');
  const bool is_whole = dash == std::string_view::npos;
  const std::string_view last = is_whole ? part : part.substr(dash + 1);
  const auto may_be_hash = [](std::string_view text) {
    return text.size() >= kShort && consists_of(text, is_base64url) &&
           (contains(text, kind::digit) || contains(text, kind::capital));
  };
  if ((!is_whole || where == place::further) && may_be_hash(last)) return true;
  return part.size() > kShort && part[part.size() - kShort - 1] == '-' &&
         may_be_hash(part.substr(part.size() - kShort));
}

// Whether a part of the name between its dots passes; the extension is none.
template <class Predicate>
bool has_part(std::string_view path, Predicate passes) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  place where = place::first;
  for (std::size_t dot = name.find('.'); dot != name.npos; dot = name.find('.')) {
    if (passes(name.substr(0, dot), where)) return true;
    name.remove_prefix(dot + 1);
    where = place::further;
  }
  return false;
}

}  // namespace

bool is_hashed_name(std::string_view path) {
  const content held = content_of(http::extension_of(path));
  if (held == content::page) return false;
  if (is_in_hashed_directory(path)) return true;
  return has_part(
      path, [held](std::string_view part, place where) { return ends_in_hash(part, where, held); });
}

bool may_be_hashed_name(std::string_view path) {
  if (is_hashed_name(path)) return true;
  if (content_of(http::extension_of(path)) == content::page) return false;
  return has_part(path, may_end_in_hash);
}

}  // namespace owlet::site
