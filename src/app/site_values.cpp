// What the texts of the options of a site mean.
#include "owlet/app/site_values.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/app/plain_values.h"
#include "owlet/base/limits.h"
#include "owlet/http/response_head.h"
#include "owlet/http/syntax.h"

namespace owlet::app {

namespace {

using failure = std::optional<usage_error>;

constexpr std::uint64_t kMaxCacheBytes = std::uint64_t{1} << 40U;

failure read_entries(const option_text& text, std::size_t& setting) {
  const auto number = parse_number<std::uint32_t>(text.value);
  if (!number) return wrong_value(text, "give a number, or 0 for none");
  setting = *number;
  return std::nullopt;
}

failure read_no_cache(const option_text& text, std::size_t& entries) {
  bool is_on = false;
  if (auto wrong = read_toggle(text, is_on)) return wrong;
  if (is_on) entries = 0;
  return std::nullopt;
}

// The value of a field; may be empty.
failure read_field_value(const option_text& text, std::optional<std::string>& setting) {
  setting = http::trim(text.value);
  std::string line;
  if (!http::response_head(line).field("X", *setting).has_refused()) return std::nullopt;
  return wrong_value(text, "a field cannot have control characters in it: take them out");
}

// An option, and what sets the field that it is for.
struct reader {
  option_id id;
  failure (*read)(const option_text&, site::options&);
};

// In the order of the table, so that --no-cache comes behind what it makes 0.
constexpr reader kReaders[] = {
    {option_id::hash_limit,
     [](auto& given, auto& site) {
       return read_size(given, base::kMaxHashedBytes, site.files.hash_limit);
     }},
    {option_id::cache_entries,
     [](auto& given, auto& site) { return read_entries(given, site.cache.entries); }},
    {option_id::cache_size,
     [](auto& given, auto& site) { return read_size(given, kMaxCacheBytes, site.cache.bytes); }},
    {option_id::no_cache,
     [](auto& given, auto& site) { return read_no_cache(given, site.cache.entries); }},
    {option_id::cache_control,
     [](auto& given, auto& site) { return read_field_value(given, site.files.cache_control); }},
    {option_id::dotfiles,
     [](auto& given, auto& site) { return read_toggle_as(given, site.dotfiles); }},
};

}  // namespace

std::optional<usage_error> read_site_values(const effective_options& given, site::options& wanted) {
  for (const reader& each : kReaders) {
    for (const option_text& text : given.texts(each.id)) {
      if (auto wrong = each.read(text, wanted)) return wrong;
    }
  }
  return std::nullopt;
}

}  // namespace owlet::app
