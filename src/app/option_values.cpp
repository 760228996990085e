// What the texts of options mean.
#include "owlet/app/option_values.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string_view>

#include "owlet/app/listening.h"
#include "owlet/base/limits.h"
#include "owlet/http/response_head.h"
#include "owlet/http/syntax.h"

namespace owlet::app {

namespace {

using failure = std::optional<usage_error>;

constexpr double kMaxSeconds = 86400;
constexpr std::uint64_t kMaxCacheBytes = std::uint64_t{1} << 40U;

// The whole text as a number, or nothing.
template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

// "16384", "16K", "16M" or "1G", in bytes, if it is no more than `most`.
std::optional<std::uint64_t> parse_size(std::string_view text, std::uint64_t most) {
  unsigned shift = 0;
  constexpr std::string_view kUnits = "KMG";
  const auto unit = text.empty() ? std::string_view::npos : kUnits.find(text.back());
  if (unit != std::string_view::npos) {
    shift = 10 * (static_cast<unsigned>(unit) + 1);
    text.remove_suffix(1);
  }
  const auto number = parse_number<std::uint64_t>(text);
  if (!number || *number > most >> shift) return std::nullopt;
  return *number << shift;
}

failure read_size(const option_text& text, std::uint64_t most, auto& setting) {
  const auto size = parse_size(text.value, most);
  if (!size) {
    return wrong_value(text, "give bytes, as in 65536, 64K or 1M, up to " + std::to_string(most));
  }
  setting = *size;
  return std::nullopt;
}

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

// Seconds from `least`, "0.001" say, to a day.
failure read_seconds(const option_text& text, std::string_view least, base::duration& setting) {
  const auto seconds = parse_number<double>(text.value);
  if (!seconds || !(*seconds >= *parse_number<double>(least)) || *seconds > kMaxSeconds) {
    return wrong_value(text, "give seconds, from " + std::string(least) + " to 86400");
  }
  setting = std::chrono::duration_cast<base::duration>(std::chrono::duration<double>(*seconds));
  return std::nullopt;
}

failure read_workers(const option_text& text, unsigned& setting) {
  setting = 0;
  if (text.value == "auto") return std::nullopt;
  const auto number = parse_number<unsigned>(text.value);
  if (!number || *number < 1 || *number > kMaxWorkers) {
    return wrong_value(text, "give a number from 1 to " + std::to_string(kMaxWorkers) +
                                 ", or auto for one for each usable CPU");
  }
  setting = *number;
  return std::nullopt;
}

// A name for the kernel, which would take it to end at a byte of 0.
failure read_name(const option_text& text, std::string_view remedy, std::string& setting) {
  setting = text.value;
  return setting.empty() ? failure(wrong_value(text, remedy)) : std::nullopt;
}

// The value of a field; may be empty.
failure read_field(const option_text& text, std::optional<std::string>& setting) {
  setting = http::trim(text.value);
  std::string line;
  if (!http::response_head(line).field("X", *setting).has_refused()) return std::nullopt;
  return wrong_value(text, "a field cannot have control characters in it: take them out");
}

// The choice, whose place among those of the table is its value in the enumeration.
template <typename Choice>
failure read_choice(const option_text& text, Choice& setting) {
  std::string_view rest = row_of(text.id).choices;
  for (unsigned i = 0; !rest.empty(); ++i) {
    const auto size = std::min(rest.find('|'), rest.size());
    if (text.value == rest.substr(0, size)) {
      setting = static_cast<Choice>(i);
      return std::nullopt;
    }
    rest.remove_prefix(std::min(size + 1, rest.size()));
  }
  return wrong_value(text, "give one of " + std::string(row_of(text.id).choices));
}

template <typename Choice>
failure read_toggle_as(const option_text& text, Choice& setting) {
  bool is_on = false;
  auto wrong = read_toggle(text, is_on);
  setting = static_cast<Choice>(is_on);
  return wrong;
}

failure read_range(const option_text& text, std::vector<net::address_range>& setting) {
  const auto range = net::address_range::parse(text.value);
  if (!range) {
    return wrong_value(text,
                       "give an address, a range as 10.0.0.0/8 with no bits behind it, or unix");
  }
  setting.push_back(*range);
  return std::nullopt;
}

// Sets what one text says. Those of read_places are read together, and those that are no settings
// elsewhere.
failure read_text(const option_text& text, settings& wanted) {
  constexpr std::string_view kPath = "give a path that is not empty";
  constexpr std::string_view kName = "give a name or a number";
  server::config& server = wanted.server;
  switch (text.id) {
    case option_id::root: return read_name(text, kPath, server.root);
    case option_id::timeout: return read_seconds(text, "0.001", server.timeout);
    case option_id::hash_limit:
      return read_size(text, base::kMaxHashedBytes, server.site.files.hash_limit);
    case option_id::cache_entries: return read_entries(text, server.site.cache.entries);
    case option_id::cache_size: return read_size(text, kMaxCacheBytes, server.site.cache.bytes);
    case option_id::no_cache: return read_no_cache(text, server.site.cache.entries);
    case option_id::cache_control: return read_field(text, server.site.files.cache_control);
    case option_id::dotfiles: return read_toggle_as(text, server.site.dotfiles);
    case option_id::trust_proxy: return read_range(text, server.trusted_proxies);
    case option_id::workers: return read_workers(text, wanted.workers);
    case option_id::daemon: return read_toggle_as(text, wanted.ground);
    case option_id::pidfile: return read_name(text, kPath, wanted.pid_file);
    case option_id::user: return read_name(text, kName, wanted.user);
    case option_id::group: return read_name(text, kName, wanted.group);
    case option_id::drain_delay: return read_seconds(text, "0", server.drain_delay);
    case option_id::drain_timeout: return read_seconds(text, "0", server.drain_timeout);
    case option_id::log: return read_name(text, kPath, server.log.target);
    case option_id::log_format: return read_choice(text, server.log.format);
    case option_id::debug: return read_toggle_as(text, server.debug);
    case option_id::message_format: return read_choice(text, wanted.message_style);
    case option_id::message_level: return read_choice(text, wanted.message_level);
    case option_id::listen:
    case option_id::host:
    case option_id::port:
    case option_id::admin:
    case option_id::config:
    case option_id::check:
    case option_id::probe:
    case option_id::version:
    case option_id::help: break;
  }
  return std::nullopt;
}

failure find_contradiction(const effective_options& given, const settings& wanted) {
  if (wanted.ground == foreground::leave && wanted.server.log.target == "-") {
    return wrong_value(*given.text(option_id::log), "a daemon has no standard output (" +
                                                        name_of(*given.text(option_id::daemon)) +
                                                        "): give a file");
  }
  if (wanted.ground == foreground::leave && wanted.server.debug == server::debug_output::on) {
    return wrong_value(*given.text(option_id::debug), "a daemon has no standard error output (" +
                                                          name_of(*given.text(option_id::daemon)) +
                                                          "): give --log instead");
  }
  return std::nullopt;
}

}  // namespace

std::optional<usage_error> read_toggle(const option_text& text, bool& is_on) {
  for (const std::string_view yes : {"true", "yes", "on", "1"}) {
    if (text.value == yes) return is_on = true, std::nullopt;
  }
  for (const std::string_view no : {"false", "no", "off", "0"}) {
    if (text.value == no) return is_on = false, std::nullopt;
  }
  return wrong_value(text, "give true, yes, on or 1, or false, no, off or 0");
}

std::optional<usage_error> read_settings(const effective_options& given, settings& wanted) {
  wanted = {};
  // In the order of the table, so that --no-cache comes behind what it makes 0.
  for (const option_row& row : option_table()) {
    for (const option_text& text : given.texts(row.id)) {
      if (auto wrong = read_text(text, wanted)) return wrong;
    }
  }
  if (auto wrong = read_places(given, wanted)) return wrong;
  return find_contradiction(given, wanted);
}

std::vector<std::string> doubts_about(const settings& wanted) {
  std::vector<std::string> doubts;
  if (!wanted.server.trusted_proxies.empty()) return doubts;
  for (const net::listen_spec& each : wanted.listen) {
    if (each.has_proxy_header) {
      doubts.push_back("--listen " + each.text() +
                       ": nobody is trusted to say who the client is: give --trust-proxy");
    }
  }
  return doubts;
}

}  // namespace owlet::app
