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

// Sets what one text says. Those of the site have a room of their own, those of read_places are
// read together, and those that are no settings elsewhere.
failure read_text(const option_text& text, settings& wanted) {
  constexpr std::string_view kName = "give a name or a number";
  server::config& server = wanted.server;
  switch (text.id) {
    case option_id::root: return read_path(text, server.root);
    case option_id::timeout: return read_seconds(text, "0.001", server.timeout);
    case option_id::trust_proxy: return read_range(text, server.trusted_proxies);
    case option_id::workers: return read_workers(text, wanted.workers);
    case option_id::daemon: return read_toggle_as(text, wanted.ground);
    case option_id::pidfile: return read_path(text, wanted.pid_file);
    case option_id::user: return read_name(text, kName, wanted.user);
    case option_id::group: return read_name(text, kName, wanted.group);
    case option_id::drain_delay: return read_seconds(text, "0", server.drain_delay);
    case option_id::drain_timeout: return read_seconds(text, "0", server.drain_timeout);
    case option_id::log: return read_path(text, server.log.target);
    case option_id::log_format: return read_choice(text, server.log.format);
    case option_id::debug: return read_toggle_as(text, server.debug);
    case option_id::message_format: return read_choice(text, wanted.message_style);
    case option_id::message_level: return read_choice(text, wanted.message_level);
    default: break;  // read elsewhere: site_values, listening, and what is no setting
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
  if (!wanted.server.site.auth.paths.empty() && !wanted.server.site.auth.is_on()) {
    return wrong_value(*given.text(option_id::auth_path),
                       "nobody is asked for a password without --auth FILE: give that as well");
  }
  return std::nullopt;
}

}  // namespace

std::optional<usage_error> read_settings(const effective_options& given, settings& wanted) {
  wanted = {};
  for (const option_row& row : option_table()) {
    for (const option_text& text : given.texts(row.id)) {
      if (auto wrong = read_text(text, wanted)) return wrong;
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
