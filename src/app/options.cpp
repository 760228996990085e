// The command line, and what else says how the process is to run.
#include "owlet/app/options.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "cxxopts_without_locales.h"
#include "owlet/app/composed_request.h"
#include "owlet/app/config_file.h"
#include "owlet/app/control_table.h"
#include "owlet/app/effective_options.h"
#include "owlet/app/environment.h"
#include "owlet/app/help_text.h"
#include "owlet/app/media_type_files.h"
#include "owlet/app/option_values.h"
#include "owlet/app/plain_values.h"
#include "owlet/app/probe.h"
#include "owlet/app/settings_listing.h"

namespace owlet::app {

namespace {

using texts = std::vector<option_text>;
using words = std::vector<std::string>;

constexpr std::string_view kCompress = "compress";

cxxopts::Options describe() {
  cxxopts::Options options("owlet");
  auto add = options.add_options();
  for (const option_row& row : option_table()) {
    std::string names = row.letter == 0 ? "" : std::string(1, row.letter) + ',';
    names += row.name;
    if (!row.alias.empty()) names.append(",").append(row.alias);
    // All of them are texts here: what they mean is the same wherever they come from.
    if (row.kind == option_kind::toggle) {
      add(names, "", cxxopts::value<std::string>()->implicit_value("true"));
    } else {
      add(names, "", cxxopts::value<std::string>());
    }
  }
  return options;
}

// "-r/srv" as "-r" and "/srv", as getopt(3) reads it: cxxopts takes only some values that way.
words split_attached_values(int argc, const char* const* argv) {
  std::string with_value;
  for (const option_row& row : option_table()) {
    if (row.letter != 0 && row.kind != option_kind::toggle) with_value += row.letter;
  }
  words arguments;
  for (int i = 0; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const bool is_attached = i > 0 && argument.size() > 2 && argument[0] == '-' &&
                             with_value.find(argument[1]) != std::string::npos;
    arguments.emplace_back(is_attached ? argument.substr(0, 2) : argument);
    if (is_attached) arguments.emplace_back(argument.substr(2));
  }
  return arguments;
}

// "cache-size" of "--cache-size=5"; empty when it is no long option.
std::string_view long_name(std::string_view argument) {
  if (!argument.starts_with("--")) return {};
  argument.remove_prefix(2);
  return argument.substr(0, argument.find('='));
}

// On the command line a toggle is on by being there.
std::optional<usage_error> find_valued_switch(const words& arguments) {
  for (const std::string& argument : arguments) {
    const option_row* const row = find_option(long_name(argument));
    if (row != nullptr && row->kind == option_kind::toggle && argument.find('=') != argument.npos) {
      return usage_error{argument + ": give this option without a value"};
    }
  }
  return std::nullopt;
}

// What helps someone whose command line cannot be read.
std::string remedy_for(const words& arguments) {
  for (const std::string& argument : arguments) {
    const std::string_view name = long_name(argument);
    const std::string_view near = nearest_option(name);
    if (name.empty() || find_option(name) != nullptr || near.empty()) continue;
    return "; is it --" + std::string(near) + "?";
  }
  return "; owlet --help lists the options";
}

struct command_line {
  texts options;
  words others;
};

std::variant<command_line, usage_error> read_command_line(const words& arguments) {
  std::vector<const char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
  try {
    const auto given = describe().parse(static_cast<int>(pointers.size()), pointers.data());
    command_line read{.options = {}, .others = given.unmatched()};
    for (const cxxopts::KeyValue& each : given.arguments()) {
      const option_row* const row = find_option(each.key());
      read.options.push_back({row->id, each.value(), option_source::command_line});
    }
    return read;
  } catch (const cxxopts::exceptions::exception& error) {
    return usage_error{error.what() + remedy_for(arguments)};
  }
}

command control_with(const command_line& given, control_action action) {
  const std::string& word = given.others.front();
  if (!given.options.empty()) {
    return usage_error{name_of(given.options.front()) + ": owlet " + word +
                       " takes a pid file and no options"};
  }
  if (given.others.size() > 2) {
    return usage_error{"argument " + given.others[2] + ": owlet " + word + " takes one pid file"};
  }
  if (given.others.size() < 2 || given.others[1].empty()) {
    return usage_error{word + ": give the file of --pidfile, as in owlet " + word + " FILE"};
  }
  return control_request{action, given.others[1]};
}

command control(const command_line& given) {
  const std::string& word = given.others.front();
  for (const control_row& row : control_table()) {
    if (row.name == word) return control_with(given, row.action);
  }
  if (word == kCompress) {
    return usage_error{"argument compress: comes first, as in owlet compress [OPTION...] DIR"};
  }
  return usage_error{"argument " + word + ": give a directory with --root " + word};
}

bool has(const texts& options, option_id id) {
  return std::any_of(options.begin(), options.end(),
                     [&](const option_text& each) { return each.id == id; });
}

// Of the environment a probe takes nothing: in a container, that is the server's.
command probe_with(const command_line& given) {
  if (!given.others.empty()) {
    return usage_error{"argument " + given.others.front() + ": --probe takes one URL"};
  }
  for (const option_text& each : given.options) {
    if (each.id == option_id::probe || each.id == option_id::timeout) continue;
    return usage_error{name_of(each) + ": beside --probe there can only be --timeout"};
  }
  effective_options effective;
  effective.take(given.options);
  settings wanted;
  if (auto wrong = read_settings(effective, wanted)) return *wrong;
  const bool is_said = effective.is_said(option_id::timeout);
  return probe_request{effective.text(option_id::probe)->value,
                       is_said ? wanted.server.timeout : base::duration(kProbeTime)};
}

// The files that the command line names, or else the environment; each is a source of its own.
std::optional<usage_error> take_files(const texts& stronger, effective_options& given) {
  for (const option_text& each : stronger) {
    if (each.id != option_id::config) continue;
    const config_result file = read_config_file(each);
    if (const auto* wrong = std::get_if<usage_error>(&file)) return *wrong;
    given.take(std::get<texts>(file));
  }
  return std::nullopt;
}

command settings_of(const texts& options, environment_texts environment) {
  effective_options given;
  const texts& naming = has(options, option_id::config) ? options : environment.texts;
  if (auto wrong = take_files(naming, given)) return *wrong;
  given.take(environment.texts);
  given.take(options);
  settings wanted;
  bool is_check = false;
  if (auto wrong = read_settings(given, wanted)) return *wrong;
  http::media_types& types = wanted.server.site.files.types;
  if (auto wrong = read_media_types(given.texts(option_id::types), types)) return *wrong;
  if (auto wrong = read_toggle(*given.text(option_id::check), is_check)) return *wrong;
  words warnings = std::move(environment.warnings);
  for (std::string& doubt : doubts_about(wanted)) warnings.push_back(std::move(doubt));
  if (is_check) return check_request{std::move(wanted), std::move(warnings), list_settings(given)};
  return serve_request{std::move(wanted), std::move(warnings)};
}

// What belongs to owlet explain means nothing elsewhere.
std::optional<usage_error> find_question(const texts& options) {
  for (const option_text& each : options) {
    if (each.id != option_id::request_header && each.id != option_id::method) continue;
    return wrong_value(each, "this goes with owlet explain URL-PATH");
  }
  return std::nullopt;
}

// All that a server would be started with counts.
command explain_with(const command_line& given, environment_texts environment) {
  if (given.others.size() != 2) {
    const bool is_more = given.others.size() > 2;
    return usage_error{(is_more ? "argument " + given.others[2] : given.others.front()) +
                       ": give one path or URL, as in owlet explain /about"};
  }
  for (const option_text& each : given.options) {
    if (each.id == option_id::check) return usage_error{"--check: owlet explain checks anyway"};
  }
  auto request = compose_request(given.others[1], given.options);
  if (auto* wrong = std::get_if<usage_error>(&request)) return std::move(*wrong);
  std::erase_if(environment.texts,
                [](const option_text& each) { return each.id == option_id::check; });
  command read = settings_of(given.options, std::move(environment));
  auto* const served = std::get_if<serve_request>(&read);
  if (served == nullptr) return read;
  return explain_request{std::move(served->settings), std::move(served->warnings),
                         std::get<std::string>(std::move(request))};
}

}  // namespace

command parse_options(int argc, const char* const* argv, const char* const* environment) {
  if (argc > 1 && argv[1] == kCompress) return compress_request{words(argv + 2, argv + argc)};
  const words arguments = split_attached_values(argc, argv);
  if (auto wrong = find_valued_switch(arguments)) return *wrong;
  const auto read = read_command_line(arguments);
  if (const auto* wrong = std::get_if<usage_error>(&read)) return *wrong;
  const auto& given = std::get<command_line>(read);
  if (has(given.options, option_id::help)) return text_request{help_text()};
  if (has(given.options, option_id::version)) return text_request{"owlet " OWLET_VERSION "\n"};
  if (has(given.options, option_id::probe)) return probe_with(given);
  const bool is_question = !given.others.empty() && given.others.front() == kExplainName;
  if (!given.others.empty() && !is_question) return control(given);
  auto variables = read_environment(environment);
  if (const auto* wrong = std::get_if<usage_error>(&variables)) return *wrong;
  auto& around = std::get<environment_texts>(variables);
  if (is_question) return explain_with(given, std::move(around));
  if (auto wrong = find_question(given.options)) return *wrong;
  return settings_of(given.options, std::move(around));
}

}  // namespace owlet::app
