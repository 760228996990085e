// The command line.
#include "owlet/app/options.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cxxopts.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "owlet/base/limits.h"

namespace owlet::app {

namespace {

constexpr std::uint16_t kDefaultPort = 8080;
constexpr const char* kDefaultHost = "127.0.0.1";
constexpr double kMaxTimeoutSeconds = 86400;
constexpr std::uint64_t kMaxCacheBytes = std::uint64_t{1} << 40U;

constexpr const char* kHelp = R"(owlet: serves the files of a directory over HTTP/1.1

Usage: owlet [OPTION...]

  -r, --root DIR         the directory to serve (default: .)
  -a, --host ADDR        address to listen at, IPv4 or IPv6; may be repeated
                         (default: 127.0.0.1)
  -p, --port PORT        port to listen at; 0 picks a free one (default: 8080)
  -t, --timeout SECONDS  bounds each phase of a connection (default: 30)
      --hash-limit SIZE  files up to this size get their entity tag from their
                         content, larger ones from time and size (default: 64K)
      --cache-entries N  remember this many names (default: 4096)
      --cache-size SIZE  and this much of heads and small files (default: 16M)
      --no-cache         remember nothing
  -l, --log FILE         write an access log; - is standard output
  -d, --debug            say on standard error what is answered
  -V, --version          print the version and exit
  -h, --help             print this text and exit

Examples:
  owlet                               the current directory, for this machine
  owlet -r /srv/www -a 0.0.0.0 -p 80  a site, for everyone
  owlet -a 127.0.0.1 -a ::1 -l -      both loopback addresses, with a log
)";

cxxopts::Options describe() {
  cxxopts::Options options("owlet");
  options.add_options()                                           //
      ("r,root", "", cxxopts::value<std::string>())               //
      ("a,host", "", cxxopts::value<std::vector<std::string>>())  //
      ("p,port", "", cxxopts::value<std::string>())               //
      ("t,timeout", "", cxxopts::value<std::string>())            //
      ("hash-limit", "", cxxopts::value<std::string>())           //
      ("cache-entries", "", cxxopts::value<std::string>())        //
      ("cache-size", "", cxxopts::value<std::string>())           //
      ("no-cache", "")                                            //
      ("l,log", "", cxxopts::value<std::string>())                //
      ("d,debug", "")                                             //
      ("V,version", "")                                           //
      ("h,help", "");
  return options;
}

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

std::optional<usage_error> read_size(const cxxopts::ParseResult& given, const std::string& option,
                                     std::uint64_t most, std::uint64_t& setting) {
  if (given.count(option) == 0) return std::nullopt;
  const auto& text = given[option].as<std::string>();
  const auto size = parse_size(text, most);
  if (!size) {
    return usage_error{"--" + option + " " + text + ": give bytes, as in 65536, 64K or 1M, up to " +
                       std::to_string(most)};
  }
  setting = *size;
  return std::nullopt;
}

std::optional<usage_error> read_cache(const cxxopts::ParseResult& given, site::options& setting) {
  if (auto wrong = read_size(given, "hash-limit", base::kMaxHashedBytes, setting.hash_limit)) {
    return wrong;
  }
  if (auto wrong = read_size(given, "cache-size", kMaxCacheBytes, setting.cache.bytes)) {
    return wrong;
  }
  if (given.count("cache-entries") > 0) {
    const auto& text = given["cache-entries"].as<std::string>();
    const auto number = parse_number<std::uint32_t>(text);
    if (!number) return usage_error{"--cache-entries " + text + ": give a number, or 0 for none"};
    setting.cache.entries = *number;
  }
  if (given.count("no-cache") > 0) setting.cache.entries = 0;
  return std::nullopt;
}

std::optional<usage_error> read_endpoints(const cxxopts::ParseResult& given, settings& wanted) {
  std::uint16_t port = kDefaultPort;
  if (given.count("port") > 0) {
    const auto& text = given["port"].as<std::string>();
    const auto value = parse_number<std::uint16_t>(text);
    if (!value) return usage_error{"--port " + text + ": give a number from 0 to 65535"};
    port = *value;
  }
  std::vector<std::string> hosts{kDefaultHost};
  if (given.count("host") > 0) hosts = given["host"].as<std::vector<std::string>>();
  for (const std::string& host : hosts) {
    const auto where = net::endpoint::parse(host, port);
    if (!where) {
      return usage_error{"--host " + host + ": give a numeric IPv4 or IPv6 address, or localhost"};
    }
    wanted.listen.push_back({.place = net::tcp_place{.where = *where}});
  }
  return std::nullopt;
}

std::optional<usage_error> read_timeout(const cxxopts::ParseResult& given,
                                        server::config& settings) {
  if (given.count("timeout") == 0) return std::nullopt;
  const auto& text = given["timeout"].as<std::string>();
  const auto seconds = parse_number<double>(text);
  if (!seconds || !(*seconds >= 0.001) || *seconds > kMaxTimeoutSeconds) {
    return usage_error{"--timeout " + text + ": give seconds, from 0.001 to 86400"};
  }
  settings.timeout =
      std::chrono::duration_cast<base::duration>(std::chrono::duration<double>(*seconds));
  return std::nullopt;
}

std::optional<usage_error> read_name(const cxxopts::ParseResult& given, const std::string& option,
                                     std::string& setting) {
  if (given.count(option) == 0) return std::nullopt;
  setting = given[option].as<std::string>();
  if (!setting.empty()) return std::nullopt;
  return usage_error{"--" + option + " '': give a path that is not empty"};
}

command settings_of(const cxxopts::ParseResult& given) {
  settings wanted;
  if (auto wrong = read_name(given, "root", wanted.server.root)) return *wrong;
  if (auto wrong = read_name(given, "log", wanted.server.log.target)) return *wrong;
  if (auto wrong = read_endpoints(given, wanted)) return *wrong;
  if (auto wrong = read_timeout(given, wanted.server)) return *wrong;
  if (auto wrong = read_cache(given, wanted.server.site)) return *wrong;
  if (given.count("debug") > 0) wanted.server.debug = server::debug_output::on;
  return serve_request{wanted};
}

// "-r/srv" as "-r" and "/srv", as getopt(3) reads it: cxxopts takes only some values that way.
std::vector<std::string> split_attached_values(int argc, const char* const* argv) {
  constexpr std::string_view kWithValue = "raptl";
  std::vector<std::string> arguments;
  for (int i = 0; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const bool is_attached = i > 0 && argument.size() > 2 && argument[0] == '-' &&
                             kWithValue.find(argument[1]) != std::string_view::npos;
    arguments.emplace_back(is_attached ? argument.substr(0, 2) : argument);
    if (is_attached) arguments.emplace_back(argument.substr(2));
  }
  return arguments;
}

// cxxopts would say that the value is wrong, but not what of.
std::optional<usage_error> find_valued_switch(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    for (const std::string_view name : {"--debug=", "--no-cache=", "--version=", "--help="}) {
      if (argument.starts_with(name)) {
        return usage_error{std::string(argument) + ": give this option without a value"};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

command parse_options(int argc, const char* const* argv) {
  if (auto wrong = find_valued_switch(argc, argv)) return *wrong;
  try {
    const std::vector<std::string> arguments = split_attached_values(argc, argv);
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    const auto given = describe().parse(static_cast<int>(pointers.size()), pointers.data());
    if (given.count("help") > 0) return text_request{kHelp};
    if (given.count("version") > 0) return text_request{"owlet " OWLET_VERSION "\n"};
    if (!given.unmatched().empty()) {
      const std::string& extra = given.unmatched().front();
      return usage_error{"argument " + extra + ": give a directory with --root " + extra};
    }
    return settings_of(given);
  } catch (const cxxopts::exceptions::exception& error) {
    return usage_error{std::string(error.what()) + "; owlet --help lists the options"};
  }
}

}  // namespace owlet::app
