// What the texts of the options of a site mean.
#include "owlet/app/site_values.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "owlet/app/plain_values.h"
#include "owlet/base/limits.h"
#include "owlet/http/response_head.h"
#include "owlet/http/syntax.h"
#include "owlet/site/fixed_answer.h"
#include "owlet/site/guarded_paths.h"
#include "owlet/site/settable_field.h"

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

constexpr std::string_view kNoControls =
    "a field cannot have control characters in it: take them out";

// With a predicate of its own: this file is made small, and what it shared with those who serve
// would be so for them.
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return http::is_token_char(c); });
}

bool is_field_value(std::string_view value) {
  std::string line;
  return !http::response_head(line).field("X", value).has_refused();
}

// The value of a field; may be empty.
failure read_field_value(const option_text& text, std::optional<std::string>& setting) {
  setting = http::trim(text.value);
  return is_field_value(*setting) ? std::nullopt : failure(wrong_value(text, kNoControls));
}

// Links are compared with it, so that it has to say where it is by itself.
failure read_follow(const option_text& text, std::vector<std::string>& setting) {
  std::string given;
  if (auto wrong = read_path(text, given)) return wrong;
  std::error_code failed;
  const auto place = std::filesystem::absolute(given, failed);
  if (failed) return wrong_value(text, "give an absolute path, for the current directory is gone");
  setting.push_back(place.string());
  return std::nullopt;
}

// It is read again and again, wherever owlet is then.
failure read_auth(const option_text& text, std::string& setting) {
  if (auto wrong = read_path(text, setting)) return wrong;
  std::error_code failed;
  setting = std::filesystem::absolute(setting, failed).string();
  if (failed) return wrong_value(text, "give an absolute path, for the current directory is gone");
  return std::nullopt;
}

failure read_auth_path(const option_text& text, std::vector<std::string>& setting) {
  site::guarded_paths tried;
  if (const auto wrong = tried.add(text.value)) return wrong_value(text, wrong->remedy);
  setting.push_back(text.value);
  return std::nullopt;
}

failure read_auth_realm(const option_text& text, std::string& setting) {
  setting = text.value;
  const auto is_shown = [](char c) { return c >= ' ' && c < 0x7F; };
  if (std::ranges::all_of(setting, is_shown)) return std::nullopt;
  return wrong_value(text,
                     "browsers show nothing but printable ASCII for sure: leave out the rest");
}

failure read_charset(const option_text& text, std::string& setting) {
  setting = text.value;
  if (is_token(setting)) return std::nullopt;
  return wrong_value(text, "give the name of a character set, as in utf-8");
}

// Whether no part of "a/b/c" is empty, and the predicate is true of all of them.
template <typename Predicate>
bool is_path_of(std::string_view path, Predicate is_good) {
  for (;;) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (part.empty() || !is_good(part)) return false;
    if (part.size() == path.size()) return true;
    path.remove_prefix(part.size() + 1);
  }
}

failure read_fallback(const option_text& text, std::string& setting) {
  setting = text.value.substr(text.value.starts_with('/') ? 1 : 0);
  const auto is_shown = [](std::string_view part) { return !part.starts_with('.'); };
  if (is_path_of(setting, is_shown)) return std::nullopt;
  return wrong_value(text,
                     "give a file by its path beneath the root, as in index.html, no part of which "
                     "is empty or begins with a dot");
}

// Of a long text, its beginning tells which one it is.
failure read_respond(const option_text& text, std::vector<std::string>& setting) {
  constexpr std::size_t kMaxShown = 120;
  site::fixed_answer read;
  const auto remedy = site::parse_fixed_answer(text.value, read);
  setting.push_back(text.value);
  if (!remedy) return std::nullopt;
  option_text shown = text;
  if (shown.value.size() > kMaxShown) shown.value.replace(kMaxShown, shown.value.npos, "...");
  return wrong_value(shown, *remedy);
}

bool is_prefix_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= ' ' && byte != 0x7F && c != '%' && c != '?' && c != '#';
}

failure read_prefix(const option_text& text, std::string& setting) {
  setting = text.value;
  if (setting.ends_with('/')) setting.pop_back();
  if (text.value == "/") return std::nullopt;
  const auto is_name = [](std::string_view part) {
    return part != "." && part != ".." &&
           std::ranges::all_of(part, [](char c) { return is_prefix_char(c); });
  };
  if (setting.starts_with('/') && is_path_of(setting.substr(1), is_name)) return std::nullopt;
  return wrong_value(text,
                     "give a path such as /app, as it is without escapes: no part of it is empty, "
                     ". or .., and none has %, ? or #");
}

// A field that a site may set, with a value that a field can have.
failure read_header(const option_text& text, site::header_changes& setting) {
  const std::string_view field = text.value;
  const auto colon = field.find(':');
  if (colon == field.npos) return wrong_value(text, "write Name: value");
  const std::string_view name = http::trim(field.substr(0, colon));
  const std::string_view value = http::trim(field.substr(colon + 1));
  if (!is_token(name)) {
    return wrong_value(text, "a name has letters, digits and hyphens: write Name: value");
  }
  if (const auto refusal = site::refusal_to_set(name)) return wrong_value(text, *refusal);
  if (value.empty()) return wrong_value(text, "there is no value: write Name: value");
  if (!is_field_value(value)) return wrong_value(text, kNoControls);
  setting.set(name, value);
  return std::nullopt;
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
    {option_id::follow, [](auto& given, auto& site) { return read_follow(given, site.follow); }},
    {option_id::charset,
     [](auto& given, auto& site) { return read_charset(given, site.files.charset); }},
    {option_id::clean_urls,
     [](auto& given, auto& site) { return read_toggle_as(given, site.clean_urls); }},
    {option_id::list, [](auto& given, auto& site) { return read_toggle_as(given, site.list); }},
    {option_id::fallback,
     [](auto& given, auto& site) { return read_fallback(given, site.fallback); }},
    {option_id::respond, [](auto& given, auto& site) { return read_respond(given, site.respond); }},
    {option_id::prefix, [](auto& given, auto& site) { return read_prefix(given, site.prefix); }},
    {option_id::keep_previous,
     [](auto& given, auto& site) { return read_minutes(given, site.keep_previous); }},
    {option_id::previous_root,
     [](auto& given, auto& site) { return read_path(given, site.previous_root); }},
    {option_id::header, [](auto& given, auto& site) { return read_header(given, site.fields); }},
    {option_id::cors, [](auto& given, auto& site) { return read_toggle_as(given, site.cors); }},
    {option_id::security_headers,
     [](auto& given, auto& site) { return read_toggle_as(given, site.security); }},
    {option_id::auth, [](auto& given, auto& site) { return read_auth(given, site.auth.file); }},
    {option_id::auth_path,
     [](auto& given, auto& site) { return read_auth_path(given, site.auth.paths); }},
    {option_id::auth_realm,
     [](auto& given, auto& site) { return read_auth_realm(given, site.auth.realm); }},
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
