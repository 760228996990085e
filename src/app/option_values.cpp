// What the texts of options mean.
#include "owlet/app/option_values.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <variant>

#include "owlet/app/listening.h"
#include "owlet/app/plain_values.h"
#include "owlet/app/site_values.h"

namespace owlet::app {

namespace {

using failure = std::optional<usage_error>;

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

failure read_range(const option_text& text, std::vector<net::address_range>& setting) {
  const auto range = net::address_range::parse(text.value);
  if (!range) {
    return wrong_value(text,
                       "give an address, a range as 10.0.0.0/8 with no bits behind it, or unix");
  }
  setting.push_back(*range);
  return std::nullopt;
}

constexpr std::string_view kNameOrNumber = "give a name or a number";

// An option, and what sets the field that it is for.
struct reader {
  option_id id;
  failure (*read)(const option_text&, settings&);
};

// In the order of the table. Those of the site have a room of their own, and so have the places.
constexpr reader kReaders[] = {
    {option_id::root, [](auto& text, auto& wanted) { return read_path(text, wanted.server.root); }},
    {option_id::timeout,
     [](auto& text, auto& wanted) { return read_seconds(text, "0.001", wanted.server.timeout); }},
    {option_id::trust_proxy,
     [](auto& text, auto& wanted) { return read_range(text, wanted.server.trusted_proxies); }},
    {option_id::workers,
     [](auto& text, auto& wanted) { return read_workers(text, wanted.workers); }},
    {option_id::daemon,
     [](auto& text, auto& wanted) { return read_toggle_as(text, wanted.ground); }},
    {option_id::open,
     [](auto& text, auto& wanted) { return read_toggle_as(text, wanted.browser); }},
    {option_id::pidfile, [](auto& text, auto& wanted) { return read_path(text, wanted.pid_file); }},
    {option_id::user,
     [](auto& text, auto& wanted) { return read_name(text, kNameOrNumber, wanted.user); }},
    {option_id::group,
     [](auto& text, auto& wanted) { return read_name(text, kNameOrNumber, wanted.group); }},
    {option_id::drain_delay,
     [](auto& text, auto& wanted) { return read_seconds(text, "0", wanted.server.drain_delay); }},
    {option_id::drain_timeout,
     [](auto& text, auto& wanted) { return read_seconds(text, "0", wanted.server.drain_timeout); }},
    {option_id::log,
     [](auto& text, auto& wanted) { return read_path(text, wanted.server.log.target); }},
    {option_id::log_format,
     [](auto& text, auto& wanted) { return read_choice(text, wanted.server.log.format); }},
    {option_id::debug,
     [](auto& text, auto& wanted) { return read_toggle_as(text, wanted.server.debug); }},
    {option_id::message_format,
     [](auto& text, auto& wanted) { return read_choice(text, wanted.message_style); }},
    {option_id::message_level,
     [](auto& text, auto& wanted) { return read_choice(text, wanted.message_level); }},
};

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
  const auto is_unix = [](const net::listen_spec& each) {
    return std::holds_alternative<net::unix_place>(each.place);
  };
  if (wanted.browser == browser_use::open &&
      std::all_of(wanted.listen.begin(), wanted.listen.end(), is_unix)) {
    return wrong_value(*given.text(option_id::open), "a browser cannot speak with " +
                                                         wanted.listen.front().text() +
                                                         ": listen at a TCP address, too");
  }
  if (!wanted.server.site.auth.paths.empty() && !wanted.server.site.auth.is_on()) {
    return wrong_value(*given.text(option_id::auth_path),
                       "nobody is asked for a password without --auth FILE: give that as well");
  }
  return std::nullopt;
}

}  // namespace

std::optional<usage_error> read_settings(const effective_options& given, settings& wanted) {
  wanted = {};
  for (const reader& each : kReaders) {
    for (const option_text& text : given.texts(each.id)) {
      if (auto wrong = each.read(text, wanted)) return wrong;
    }
  }
  if (auto wrong = read_site_values(given, wanted.server.site)) return wrong;
  if (auto wrong = read_places(given, wanted)) return wrong;
  return find_contradiction(given, wanted);
}

std::vector<std::string> doubts_about(const settings& wanted) {
  std::vector<std::string> doubts;
  const std::string& fallback = wanted.server.site.fallback;
  std::error_code failed;
  if (!fallback.empty() &&
      !std::filesystem::is_regular_file(wanted.server.root + "/" + fallback, failed)) {
    doubts.push_back("--fallback " + fallback + ": there is no such file beneath " +
                     wanted.server.root + ": until there is, nowhere is 404 for all");
  }
  for (const net::listen_spec& each : wanted.listen) {
    if (each.has_proxy_header && wanted.server.trusted_proxies.empty()) {
      doubts.push_back("--listen " + each.text() +
                       ": nobody is trusted to say who the client is: give --trust-proxy");
    }
  }
  return doubts;
}

}  // namespace owlet::app
