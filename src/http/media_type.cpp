// The table of extensions, packed, and the search in it.
#include "owlet/http/media_type.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "media_type_table.h"
#include "owlet/http/syntax.h"

namespace owlet::http {
namespace {

static_assert(std::ranges::adjacent_find(kTypes, std::ranges::greater_equal{}) == std::end(kTypes),
              "strictly ascending: each type once");
static_assert(std::ranges::adjacent_find(kExtensions, std::ranges::greater_equal{},
                                         &extension_row::extension) == std::end(kExtensions),
              "strictly ascending: sorted, and no extension twice");

// -- The types: one text, and where in it each begins. No pointers, which a position-independent
// executable would have to relocate at every start.
constexpr std::size_t kTypeCount = std::size(kTypes);
constexpr std::size_t kTypeBytes = [] {
  std::size_t bytes = 0;
  for (const std::string_view type : kTypes) bytes += type.size();
  return bytes;
}();
static_assert(kTypeBytes <= UINT16_MAX && kTypeCount <= UINT16_MAX);

struct type_text {
  std::array<char, kTypeBytes> text{};
  std::array<std::uint16_t, kTypeCount + 1> start{};
};
constexpr type_text kTypeText = [] {
  type_text made;
  std::size_t at = 0;
  for (std::size_t i = 0; i < kTypeCount; ++i) {
    std::ranges::copy(kTypes[i], made.text.begin() + static_cast<std::ptrdiff_t>(at));
    made.start[i + 1] = static_cast<std::uint16_t>(at += kTypes[i].size());
  }
  return made;
}();

std::string_view type_at(std::size_t number) {
  const std::size_t start = kTypeText.start[number];
  return {kTypeText.text.data() + start, kTypeText.start[number + 1] - start};
}

// -- The extensions: those of up to 8 characters as numbers that sort as the texts do.
constexpr std::size_t kKeyBytes = 8;

constexpr bool is_short(const extension_row& row) { return row.extension.size() <= kKeyBytes; }
constexpr auto kShortCount = static_cast<std::size_t>(std::ranges::count_if(kExtensions, is_short));
constexpr std::size_t kLongCount = std::size(kExtensions) - kShortCount;

// In lower case; the characters from the highest byte down, and zeros behind them.
constexpr std::uint64_t key_of(std::string_view extension) {
  std::uint64_t key = 0;
  for (const char c : extension) key = key << 8 | static_cast<unsigned char>(to_lower(c));
  return extension.empty() ? 0 : key << 8 * (kKeyBytes - extension.size());
}

struct short_extensions {
  std::array<std::uint64_t, kShortCount> keys{};
  std::array<std::uint16_t, kShortCount> types{};
};
constexpr short_extensions kShort = [] {
  short_extensions made;
  std::size_t i = 0;
  for (const extension_row& row : kExtensions) {
    if (!is_short(row)) continue;
    made.keys[i] = key_of(row.extension);
    made.types[i++] = row.type;
  }
  return made;
}();

// The few that are longer, one after the other in one text.
constexpr std::size_t kLongBytes = [] {
  std::size_t bytes = 0;
  for (const extension_row& row : kExtensions) bytes += is_short(row) ? 0 : row.extension.size();
  return bytes;
}();

struct long_extensions {
  std::array<char, kLongBytes> text{};
  std::array<std::uint8_t, kLongCount> lengths{};
  std::array<std::uint16_t, kLongCount> types{};
};
constexpr long_extensions kLong = [] {
  long_extensions made;
  std::size_t i = 0;
  auto to = made.text.begin();
  for (const extension_row& row : kExtensions) {
    if (is_short(row)) continue;
    to = std::ranges::copy(row.extension, to).out;
    made.lengths[i] = static_cast<std::uint8_t>(row.extension.size());
    made.types[i++] = row.type;
  }
  return made;
}();

// The number of the type, or kTypeCount.
std::size_t find_short(std::string_view extension) {
  // A NUL at the end would look like a shorter extension.
  if (extension.empty() || extension.back() == '\0') return kTypeCount;
  const std::uint64_t key = key_of(extension);
  // std::lower_bound, in a form that has no branch to mispredict.
  std::size_t first = 0;
  for (std::size_t left = kShortCount; left > 1; left -= left / 2) {
    first += kShort.keys[first + left / 2 - 1] < key ? left / 2 : 0;
  }
  return kShort.keys[first] == key ? kShort.types[first] : kTypeCount;
}

std::size_t find_long(std::string_view extension) {
  const char* at = kLong.text.data();
  for (std::size_t i = 0; i < kLongCount; at += kLong.lengths[i++]) {
    if (equals_ignoring_case({at, kLong.lengths[i]}, extension)) return kLong.types[i];
  }
  return kTypeCount;
}

std::size_t find_type(std::string_view extension) {
  return extension.size() <= kKeyBytes ? find_short(extension) : find_long(extension);
}

}  // namespace

std::string_view extension_of(std::string_view path) {
  const std::string_view last = path.substr(path.rfind('/') + 1);
  const std::size_t dot = last.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  return last.substr(dot + 1);
}

std::string_view media_type_of(std::string_view file_name) {
  const std::size_t number = find_type(extension_of(file_name));
  return number == kTypeCount ? kUnknownMediaType : type_at(number);
}

bool is_known_extension(std::string_view extension) { return find_type(extension) != kTypeCount; }

// text/* has the parameter by RFC 6657, XML by RFC 7303 (also as "+xml", section 8), and the names
// that JavaScript had before by RFC 9239.
bool takes_charset(std::string_view media_type) {
  constexpr std::string_view kOthers[] = {"application/xml", "application/xml-dtd",
                                          "application/xml-external-parsed-entity",
                                          "application/javascript", "application/ecmascript"};
  if (media_type.find(';') != std::string_view::npos) return false;
  const auto is_same = [media_type](std::string_view other) {
    return equals_ignoring_case(media_type, other);
  };
  return equals_ignoring_case(media_type.substr(0, 5), "text/") ||
         (media_type.size() > 4 &&
          equals_ignoring_case(media_type.substr(media_type.size() - 4), "+xml")) ||
         std::ranges::any_of(kOthers, is_same);
}

bool is_compressible(std::string_view media_type) {
  constexpr std::string_view kPackedFamilies[] = {"application/vnd.oasis.opendocument.",
                                                  "application/vnd.openxmlformats-",
                                                  "audio/",
                                                  "font/woff",
                                                  "image/",
                                                  "video/"};
  constexpr std::string_view kPacked[] = {"application/gzip",
                                          "application/java-archive",
                                          "application/vnd.android.package-archive",
                                          "application/vnd.debian.binary-package",
                                          "application/vnd.rar",
                                          "application/x-7z-compressed",
                                          "application/x-brotli",
                                          "application/x-bzip2",
                                          "application/x-xz",
                                          "application/zip",
                                          "application/zstd"};
  constexpr std::string_view kLoosePictures[] = {"image/bmp", "image/vnd.microsoft.icon",
                                                 "image/x-icon"};
  if (media_type.ends_with("+xml")) return true;
  if (media_type.ends_with("+zip")) return false;
  if (std::ranges::find(kLoosePictures, media_type) != std::end(kLoosePictures)) return true;
  if (std::ranges::binary_search(kPacked, media_type)) return false;
  return std::ranges::none_of(
      kPackedFamilies, [&](std::string_view family) { return media_type.starts_with(family); });
}

}  // namespace owlet::http
