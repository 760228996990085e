// What the texts of options mean.
#include "owlet/app/option_values.h"

#include <filesystem>
#include <string_view>
#include <system_error>

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

constexpr std::string_view kName = "give a name or a number";

// An option, and what sets the field that it is for. Those of the site have a room of their own,
// those of read_places are read together, and the rest are no settings.
struct reader {
  option_id id;
  failure (*read)(const option_text&, settings&);
};

constexpr reader kReaders[] = {
    {option_id::root, [](auto& given, auto& all) { return read_path(given, all.server.root); }},
    {option_id::timeout,
     [](auto& given, auto& all) { return read_seconds(given, "0.001", all.server.timeout); }},
    {option_id::trust_proxy,
     [](auto& given, auto& all) { return read_range(given, all.server.trusted_proxies); }},
    {option_id::workers, [](auto& given, auto& all) { return read_workers(given, all.workers); }},
    {option_id::daemon, [](auto& given, auto& all) { return read_toggle_as(given, all.ground); }},
    {option_id::pidfile, [](auto& given, auto& all) { return read_path(given, all.pid_file); }},
    {option_id::user, [](auto& given, auto& all) { return read_name(given, kName, all.user); }},
    {option_id::group, [](auto& given, auto& all) { return read_name(given, kName, all.group); }},
    {option_id::drain_delay,
     [](auto& given, auto& all) { return read_seconds(given, "0", all.server.drain_delay); }},
    {option_id::drain_timeout,
     [](auto& given, auto& all) { return read_seconds(given, "0", all.server.drain_timeout); }},
    {option_id::log,
     [](auto& given, auto& all) { return read_path(given, all.server.log.target); }},
    {option_id::log_format,
     [](auto& given, auto& all) { return read_choice(given, all.server.log.format); }},
    {option_id::debug,
     [](auto& given, auto& all) { return read_toggle_as(given, all.server.debug); }},
    {option_id::message_format,
     [](auto& given, auto& all) { return read_choice(given, all.message_style); }},
    {option_id::message_level,
     [](auto& given, auto& all) { return read_choice(given, all.message_level); }},
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
