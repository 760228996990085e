// Every option, once: what it is called, what it takes, what it is for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace owlet::app {

// In the order of the help text.
enum class option_id : std::uint8_t {
  root,
  timeout,
  hash_limit,
  cache_entries,
  cache_size,
  no_cache,
  cache_control,
  dotfiles,
  follow,
  types,
  charset,
  clean_urls,
  list,
  fallback,
  respond,
  prefix,
  keep_previous,
  previous_root,
  header,
  cors,
  security_headers,
  auth,
  auth_path,
  auth_realm,
  listen,
  host,
  port,
  admin,
  trust_proxy,
  workers,
  daemon,
  open,
  pidfile,
  user,
  group,
  drain_delay,
  drain_timeout,
  log,
  log_format,
  debug,
  message_format,
  message_level,
  config,
  check,
  probe,
  request_header,
  method,
  version,
  help
};
constexpr std::size_t kOptionCount = static_cast<std::size_t>(option_id::help) + 1;

enum class option_group : std::uint8_t { serving, listening, process, logs, settings };

// "What is served"
[[nodiscard]] std::string_view title_of(option_group group);

// A toggle is on or off; the others take a text, a list one as often as it is given.
enum class option_kind : std::uint8_t { single, list, toggle };

// What separates the values of a list in the environment.
enum class option_separator : std::uint8_t { white_space, line_end };

// Where an option may be given. A file names no other file and asks for no check, and the variable
// OWLET_VERSION, which images of containers like to set, asks for nothing: no more than one that
// would turn a server into a probe.
enum class option_reach : std::uint8_t { everywhere, not_in_files, command_line };

// The command line, the environment, files, the help text and --check all know an option by its
// row.
struct option_row {
  option_id id;
  option_group group;
  option_kind kind = option_kind::single;
  option_separator separator = option_separator::white_space;
  option_reach reach = option_reach::everywhere;
  char letter = 0;                // 'r' of -r; 0 for none
  std::string_view name;          // "root": --root, OWLET_ROOT, and "root = " in a file
  std::string_view alias = {};    // a second name that is as good
  std::string_view value = {};    // what stands for the value in the help text
  std::string_view choices = {};  // all the values that there are: "text|json"
  std::string_view initial = {};  // the value when none is given, as it would be given
  std::string_view help;          // whole words, to be wrapped
};

// All rows, in the order of their ids.
[[nodiscard]] std::span<const option_row> option_table();

[[nodiscard]] const option_row& row_of(option_id id);

// The row with this name or alias, or null.
[[nodiscard]] const option_row* find_option(std::string_view name);

// The name that someone who wrote this one may have meant; empty when none is near.
[[nodiscard]] std::string_view nearest_option(std::string_view name);

// "OWLET_NO_CACHE" of "no-cache".
[[nodiscard]] std::string variable_of(std::string_view name);

}  // namespace owlet::app
