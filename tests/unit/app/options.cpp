// Tests of app/options.
#include "owlet/app/options.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include "../support.h"
#include "owlet/app/probe.h"

namespace owlet::app {
namespace {

// The words of a line, separated by single spaces, behind the name of the program; '' is an empty
// one.
command parse(const std::string& line, std::vector<const char*> environment = {}) {
  std::vector<std::string> words{"owlet"};
  std::istringstream stream(line);
  for (std::string word; stream >> word;) words.push_back(word == "''" ? "" : word);
  std::vector<const char*> arguments;
  for (const std::string& word : words) arguments.push_back(word.c_str());
  arguments.push_back(nullptr);
  environment.push_back(nullptr);
  return parse_options(static_cast<int>(words.size()), arguments.data(), environment.data());
}

// "ROOT ADDRESS... TIMEOUTms [log=LOG]" and what else is not as usual
std::string describe(const settings& wanted) {
  const server::config& settings = wanted.server;
  std::string text = settings.root;
  for (const net::listen_spec& each : wanted.listen) text += ' ' + each.text();
  const auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(settings.timeout);
  text += ' ' + std::to_string(timeout.count()) + "ms";
  if (!settings.log.target.empty()) text += " log=" + settings.log.target;
  const site::options usual;
  if (settings.site.files.hash_limit != usual.files.hash_limit) {
    text += " hash=" + std::to_string(settings.site.files.hash_limit);
  }
  if (settings.site.cache.entries != usual.cache.entries) {
    text += " entries=" + std::to_string(settings.site.cache.entries);
  }
  if (settings.site.cache.bytes != usual.cache.bytes) {
    text += " bytes=" + std::to_string(settings.site.cache.bytes);
  }
  if (settings.debug == server::debug_output::on) text += " debug";
  return text;
}

TEST_CASE("a command line comes to settings") {
  struct row {
    std::string line;
    std::string_view settings;
  };
  const row kRows[] = {
      {"", ". 127.0.0.1:8080 30000ms"},
      {"-r /srv", "/srv 127.0.0.1:8080 30000ms"},
      {"-p80", ". 127.0.0.1:80 30000ms"},
      {"-r/srv -a::1 -p80 -t5", "/srv [::1]:80 5000ms"},
      {"--root /srv", "/srv 127.0.0.1:8080 30000ms"},
      {"--root=/srv", "/srv 127.0.0.1:8080 30000ms"},
      {"--root=a=b", "a=b 127.0.0.1:8080 30000ms"},
      {"-a 0.0.0.0", ". 0.0.0.0:8080 30000ms"},
      {"--host ::1", ". [::1]:8080 30000ms"},
      {"-a [::1]", ". [::1]:8080 30000ms"},
      {"-a localhost", ". 127.0.0.1:8080 30000ms"},
      {"-a 127.0.0.1 -a ::1 -p 0", ". 127.0.0.1:0 [::1]:0 30000ms"},
      {"-p 0 -a 127.0.0.1 --host=::1", ". 127.0.0.1:0 [::1]:0 30000ms"},
      {"-p 1", ". 127.0.0.1:1 30000ms"},
      {"--port=65535", ". 127.0.0.1:65535 30000ms"},
      {"-p 0080", ". 127.0.0.1:80 30000ms"},
      {"--hash-limit 0", ". 127.0.0.1:8080 30000ms hash=0"},
      {"--hash-limit=16M", ". 127.0.0.1:8080 30000ms hash=16777216"},
      {"--hash-limit 1000", ". 127.0.0.1:8080 30000ms hash=1000"},
      {"--cache-entries 10", ". 127.0.0.1:8080 30000ms entries=10"},
      {"--cache-size 1G", ". 127.0.0.1:8080 30000ms bytes=1073741824"},
      {"--cache-size 5000000000", ". 127.0.0.1:8080 30000ms bytes=5000000000"},
      {"--cache-size 32K", ". 127.0.0.1:8080 30000ms bytes=32768"},
      {"--no-cache", ". 127.0.0.1:8080 30000ms entries=0"},
      {"--no-cache --cache-entries 5", ". 127.0.0.1:8080 30000ms entries=0"},
      {"-t 5", ". 127.0.0.1:8080 5000ms"},
      {"-t 0.5", ". 127.0.0.1:8080 500ms"},
      {"--timeout 0.001", ". 127.0.0.1:8080 1ms"},
      {"-t 86400", ". 127.0.0.1:8080 86400000ms"},
      {"-l access.log", ". 127.0.0.1:8080 30000ms log=access.log"},
      {"--log -", ". 127.0.0.1:8080 30000ms log=-"},
      {"-l -", ". 127.0.0.1:8080 30000ms log=-"},
      {"-d", ". 127.0.0.1:8080 30000ms debug"},
      {"--debug", ". 127.0.0.1:8080 30000ms debug"},
      {"-d -r /srv -a ::1 -p 80 -t 1 -l l", "/srv [::1]:80 1000ms log=l debug"},
      {"-dr /srv", "/srv 127.0.0.1:8080 30000ms debug"},
      {"-r a -r b", "b 127.0.0.1:8080 30000ms"},
      {"-a 127.0.0.2 -p 1 -p 2", ". 127.0.0.2:2 30000ms"},
      {"--listen 127.0.0.1:81 --listen=127.0.0.1:82", ". 127.0.0.1:81 127.0.0.1:82 30000ms"},
      {"--listen 81 -a 0.0.0.0", ". 0.0.0.0:81 30000ms"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.line);
    const command given = parse(each.line);
    if (const auto* error = std::get_if<usage_error>(&given)) FAIL_CHECK(error->message);
    const auto* request = std::get_if<serve_request>(&given);
    if (request != nullptr) CHECK(describe(request->settings) == each.settings);
  }
}

TEST_CASE("a wrong command line is told in one line that names the thing and the value") {
  struct row {
    std::string line;
    std::vector<std::string> named;
  };
  const row kRows[] = {
      {"-p x", {"--port", "x", "0 to 65535"}},
      {"-p 65536", {"--port", "65536"}},
      {"-p=80", {"--port", "=80", "0 to 65535"}},
      {"--port -1", {"port"}},
      {"--port=-1", {"--port", "-1"}},
      {"--port=+1", {"--port", "+1"}},
      {"--port=80x", {"--port", "80x"}},
      {"--port=0x50", {"--port", "0x50"}},
      {"--port 8.0", {"--port", "8.0"}},
      {"--port ''", {"--port"}},
      {"--port=99999999999999999999", {"--port", "99999999999999999999"}},
      {"-a example.com", {"--host", "example.com"}},
      {"-a ::1 -a 1.2.3", {"--host", "1.2.3"}},
      {"-a 127.0.0.1:80", {"--host", "127.0.0.1:80"}},
      {"-a ''", {"--host"}},
      {"-t 0", {"--timeout", "0"}},
      {"-t 0.0009", {"--timeout", "0.0009"}},
      {"-t 86401", {"--timeout", "86401"}},
      {"-t 5s", {"--timeout", "5s"}},
      {"-t nan", {"--timeout", "nan"}},
      {"-t 1e2", {"--timeout", "1e2"}},
      {"-t inf", {"--timeout", "inf"}},
      {"--timeout=-5", {"--timeout", "-5"}},
      {"-t 1e999", {"--timeout", "1e999"}},
      {"--hash-limit x", {"--hash-limit", "x", "64K"}},
      {"--hash-limit 17M", {"--hash-limit", "17M", "16777216"}},
      {"--hash-limit 1T", {"--hash-limit", "1T"}},
      {"--hash-limit K", {"--hash-limit", "K"}},
      {"--hash-limit ''", {"--hash-limit"}},
      {"--hash-limit=-1", {"--hash-limit", "-1"}},
      {"--cache-size 18446744073709551615G", {"--cache-size"}},
      {"--cache-size 1025G", {"--cache-size", "1025G"}},
      {"--cache-entries 1.5", {"--cache-entries", "1.5"}},
      {"--cache-entries=-1", {"--cache-entries", "-1"}},
      {"--no-cache=1", {"--no-cache=1", "without a value"}},
      {"-r ''", {"--root", "''"}},
      {"-l ''", {"--log", "''"}},
      {"--prot 80", {"prot", "is it --port?"}},
      {"--cach-size=80", {"cach-size", "is it --cache-size?"}},
      {"-p 80 --listen 81", {"--port 80", "--listen 81"}},
      {"-w0", {"--workers 0", "1 to 1024"}},
      {"--workers_count x", {"--workers x", "1 to 1024"}},
      {"-D -l -", {"--log -", "--daemon", "give a file"}},
      {"--daemon=yes", {"--daemon=yes", "without a value"}},
      {"--check=1", {"--check=1", "without a value"}},
      {"--config /nothing/here", {"--config /nothing/here", "No such file"}},
      {"--config ''", {"--config ''", "No such file"}},
      {"--log-format x", {"--log-format x", "common|combined|json"}},
      {"--types /nothing", {"--types /nothing", "No such file"}},
      {"--fallback ../a", {"--fallback ../a", "beneath the root"}},
      {"--header X-A", {"--header X-A", "Name: value"}},
      {"--cors=yes", {"--cors=yes", "without a value"}},
      {"--clean-url", {"clean-url", "is it --clean-urls?"}},
      {"stop", {"stop", "--pidfile", "owlet stop FILE"}},
      {"stop ''", {"stop", "--pidfile"}},
      {"reload a b", {"argument b", "one pid file"}},
      {"upgrade a -d", {"--debug", "no options"}},
      {"a stop", {"argument a", "--root a"}},
      {"-x", {"x", "--help"}},
      {"--unknown", {"unknown", "--help"}},
      {"--unknown=5", {"unknown", "--help"}},
      {"-r", {"r", "--help"}},
      {"--root", {"root", "--help"}},
      {"/srv", {"/srv", "--root /srv"}},
      {"-d /srv", {"/srv", "--root /srv"}},
      {"-r . extra", {"extra", "--root"}},
      {"--debug=yes", {"--debug=yes", "without a value"}},
      {"--version=1", {"--version=1", "without a value"}},
      {"--help=me", {"--help=me", "without a value"}},
  };
  for (const row& each : kRows) {
    CAPTURE(each.line);
    const command given = parse(each.line);
    const auto* error = std::get_if<usage_error>(&given);
    REQUIRE(error != nullptr);
    for (const std::string& word : each.named) {
      CAPTURE(error->message);
      CHECK(error->message.find(word) != std::string::npos);
    }
    CHECK(error->message.find('\n') == std::string::npos);
  }
}

TEST_CASE("the command line is stronger than the environment, and that than files") {
  const testing::temporary_directory directory;
  directory.write("one", "root = one\ntimeout = 1\nhost = 127.0.0.1\nhost = ::1\nport = 1\n");
  directory.write("two", "# stronger\nroot = two\nhost = 127.0.0.2\n");
  const std::string one = directory.path("one");
  const std::string two = directory.path("two");
  const std::string both = "OWLET_CONFIG=" + one + ' ' + two;
  struct row {
    std::string line;
    std::vector<const char*> environment;
    std::string_view settings;
  };
  const row kRows[] = {
      {"", {"OWLET_ROOT=env", "OWLET_DEBUG=yes"}, "env 127.0.0.1:8080 30000ms debug"},
      {"--root line", {"OWLET_ROOT=env"}, "line 127.0.0.1:8080 30000ms"},
      {"--root line", {"OWLET_ROOT="}, "line 127.0.0.1:8080 30000ms"},
      {"--config " + one, {}, "one 127.0.0.1:1 [::1]:1 1000ms"},
      {"--config " + one + " --config=" + two, {}, "two 127.0.0.2:1 1000ms"},
      {"--config " + two + " --config=" + one, {}, "one 127.0.0.1:1 [::1]:1 1000ms"},
      {"", {both.c_str()}, "two 127.0.0.2:1 1000ms"},
      {"--config " + one, {both.c_str()}, "one 127.0.0.1:1 [::1]:1 1000ms"},
      {"-p 3", {both.c_str(), "OWLET_ROOT=env", "OWLET_PORT=2"}, "env 127.0.0.2:3 1000ms"},
      {"-a ::1", {both.c_str()}, "two [::1]:1 1000ms"},
      {"", {both.c_str(), "OWLET_HOST=127.0.0.3 ::1"}, "two 127.0.0.3:1 [::1]:1 1000ms"},
      {"--cache-entries 5", {"OWLET_NO_CACHE=yes"}, ". 127.0.0.1:8080 30000ms entries=5"},
      {"--no-cache", {"OWLET_CACHE_ENTRIES=5"}, ". 127.0.0.1:8080 30000ms entries=0"},
      {"", {"OWLET_WORKERS_COUNT=2"}, ". 127.0.0.1:8080 30000ms"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.settings);
    const command given = parse(each.line, each.environment);
    if (const auto* error = std::get_if<usage_error>(&given)) FAIL_CHECK(error->message);
    const auto* request = std::get_if<serve_request>(&given);
    if (request != nullptr) CHECK(describe(request->settings) == each.settings);
  }
}

TEST_CASE("what is wrong in the environment or a file is told with its place") {
  const testing::temporary_directory directory;
  directory.write("port", "\n\nport = 80x\n");
  directory.write("name", "prot = 80\n");
  directory.write("listen", "listen = 80\nport = 81\n");
  const auto error = [&](const std::string& line, std::vector<const char*> environment) {
    const command given = parse(line, std::move(environment));
    const auto* wrong = std::get_if<usage_error>(&given);
    return wrong == nullptr ? "no error" : wrong->message;
  };
  CHECK(error("", {"OWLET_PORT=80x"}) == "OWLET_PORT 80x: give a number from 0 to 65535");
  CHECK(error("", {"OWLET_DEBUG=maybe"}).starts_with("OWLET_DEBUG maybe: give true, "));
  CHECK(error("", {"OWLET_CHECK=maybe"}).starts_with("OWLET_CHECK maybe: give true, "));
  CHECK(error("", {"OWLET_CONFIG=/nothing"}).starts_with("OWLET_CONFIG /nothing: No such file"));
  CHECK(error("--config " + directory.path("port"), {}) ==
        directory.path("port") + ":3: port 80x: give a number from 0 to 65535");
  CHECK(error("--config " + directory.path("name"), {}) ==
        directory.path("name") + ":1: prot: no option has this name; is it port?");
  CHECK(error("--config " + directory.path("listen"), {})
            .starts_with(directory.path("listen") + ":2: port 81: it has no meaning beside " +
                         directory.path("listen") + ":1: listen 80,"));
  CHECK(error("-p 80 --config " + directory.path("port"), {}) == "no error");
}

// The settings of the site that a good command comes to.
site::options site_of(const command& given) {
  if (const auto* error = std::get_if<usage_error>(&given)) FAIL(error->message);
  return std::get<serve_request>(given).settings.server.site;
}

TEST_CASE("what the site is told comes from each of the sources, the strongest alone") {
  const testing::temporary_directory directory;
  directory.write("types", "text/x-log log\n");
  directory.write("conf", "types = " + directory.path("types") +
                              "\nheader = X-A: file # why\nheader = X-B: file\nclean-urls = yes\n"
                              "fallback = index.html\nkeep-previous = 1.5\ncharset = utf-8\n");
  const std::string line = "--config " + directory.path("conf");
  const site::options file = site_of(parse(line));
  CHECK(file.files.types.type_of("x.log") == "text/x-log");
  CHECK(file.fields.value("X-A") == "file");
  CHECK(file.fields.value("X-B") == "file");
  CHECK(file.clean_urls == site::clean_urls::on);
  CHECK(file.fallback == "index.html");
  CHECK(file.keep_previous == std::chrono::seconds(90));
  const site::options mixed =
      site_of(parse(line + " --prefix=/app/ --header X-C:line --cors",
                    {"OWLET_HEADER=X-A: env a\nX-B: env", "OWLET_CLEAN_URLS=no",
                     "OWLET_FOLLOW=/a\t/b", "OWLET_PREVIOUS_ROOT=/old one"}));
  CHECK(mixed.fields.value("X-A").empty());
  CHECK(mixed.fields.value("X-C") == "line");
  CHECK(mixed.clean_urls == site::clean_urls::off);
  CHECK(mixed.prefix == "/app");
  CHECK(mixed.cors == site::cross_origin::allowed);
  CHECK(mixed.follow == std::vector<std::string>{"/a", "/b"});
  CHECK(mixed.previous_root == "/old one");
  CHECK(mixed.files.charset == "utf-8");
  const site::options variables = site_of(parse("", {"OWLET_HEADER=X-A: env a\nX-B: env\n"}));
  CHECK(variables.fields.value("X-A") == "env a");
  CHECK(variables.fields.value("X-B") == "env");
}

TEST_CASE("a file of media types that is wrong is wrong usage, with all of its mistakes") {
  const testing::temporary_directory directory;
  directory.write("types", "\ntext log\ntext/x-log .log\n");
  for (const std::string line : {"", "--check"}) {
    const command given = parse(line, {("OWLET_TYPES=" + directory.path("types")).c_str()});
    const auto* error = std::get_if<usage_error>(&given);
    REQUIRE(error != nullptr);
    CHECK(error->message.starts_with("OWLET_TYPES " + directory.path("types") + ":2: type "));
    CHECK(error->further.size() == 1);
  }
}

TEST_CASE("doubts are handed on with the settings") {
  const command served = parse("", {"OWLET_PROT=80"});
  CHECK(std::get<serve_request>(served).warnings ==
        std::vector<std::string>{"OWLET_PROT: no option has this name; is it OWLET_PORT?"});
  const command checked = parse("--check", {"OWLET_PROT=80"});
  CHECK(std::get<check_request>(checked).warnings.size() == 1);
}

TEST_CASE("a check comes with the settings and a listing of them") {
  for (const std::string line : {"--check -p 81", "-p81 --check"}) {
    CAPTURE(line);
    const command given = parse(line, {"OWLET_ROOT=/srv"});
    const auto& request = std::get<check_request>(given);
    CHECK(describe(request.settings) == "/srv 127.0.0.1:81 30000ms");
    CHECK(request.listing.starts_with("root = /srv "));
    CHECK(request.listing.find("# OWLET_ROOT\n") != std::string::npos);
  }
  CHECK(std::holds_alternative<check_request>(parse("", {"OWLET_CHECK=yes"})));
  CHECK(std::holds_alternative<serve_request>(parse("", {"OWLET_CHECK=no"})));
  CHECK(std::holds_alternative<usage_error>(parse("--check -p x")));
}

TEST_CASE("a word and a pid file control a process, whatever the environment says") {
  const std::pair<std::string, control_action> kActions[] = {
      {"stop", control_action::stop},
      {"status", control_action::status},
      {"reload", control_action::reload},
      {"upgrade", control_action::upgrade},
  };
  for (const auto& [word, action] : kActions) {
    CAPTURE(word);
    const command given = parse(word + " /run/owlet.pid", {"OWLET_PORT=x"});
    const auto* request = std::get_if<control_request>(&given);
    REQUIRE(request != nullptr);
    CHECK(request->action == action);
    CHECK(request->pid_file == "/run/owlet.pid");
  }
  CHECK(std::holds_alternative<text_request>(parse("stop --help")));
}

TEST_CASE("what stands behind compress is for another program, whatever it is") {
  const command given = parse("compress --help -x site", {"OWLET_PORT=x"});
  const auto* request = std::get_if<compress_request>(&given);
  REQUIRE(request != nullptr);
  CHECK(request->arguments == std::vector<std::string>{"--help", "-x", "site"});
  CHECK(std::holds_alternative<compress_request>(parse("compress")));
  const command late = parse("-d compress site");
  REQUIRE(std::holds_alternative<usage_error>(late));
  CHECK(std::get<usage_error>(late).message.find("comes first") != std::string::npos);
}

TEST_CASE("a probe is given a URL and a time, and takes nothing from the environment") {
  struct row {
    std::string line;
    std::string_view url;
    base::duration patience;
  };
  const row kRows[] = {
      {"--probe http://[::1]/", "http://[::1]/", kProbeTime},
      {"--probe=unix:/a:/b?c=d -t 0.5", "unix:/a:/b?c=d", std::chrono::milliseconds(500)},
      {"--timeout 7 --probe x", "x", std::chrono::seconds(7)},
      {"--probe ''", "", kProbeTime},
      {"--probe a --probe b", "b", kProbeTime},
  };
  for (const row& each : kRows) {
    CAPTURE(each.line);
    const command given = parse(each.line, {"OWLET_PORT=x", "OWLET_TIMEOUT=9", "OWLET_CONFIG=/no"});
    const auto* request = std::get_if<probe_request>(&given);
    REQUIRE(request != nullptr);
    CHECK(request->url == each.url);
    CHECK(request->patience == each.patience);
  }
  CHECK(std::holds_alternative<serve_request>(parse("", {"OWLET_PROBE=http://[::1]/"})));
  CHECK(std::holds_alternative<text_request>(parse("--probe x --help")));
}

TEST_CASE("beside a probe there is nothing but its time") {
  for (const std::string line : {"--probe x -p 80", "--probe x --check", "--probe x y",
                                 "stop --probe x", "--probe x -t 0", "--probe"}) {
    CAPTURE(line);
    CHECK(std::holds_alternative<usage_error>(parse(line)));
  }
}

TEST_CASE("help and version are texts, whatever else is asked for") {
  for (const std::string line : {"-h", "--help", "-r /nothing -h", "-V -h"}) {
    CAPTURE(line);
    const command given = parse(line);
    const auto* text = std::get_if<text_request>(&given);
    REQUIRE(text != nullptr);
    CHECK(text->text.starts_with("owlet: "));
  }
  for (const std::string line : {"-V", "--version", "-d -V"}) {
    CAPTURE(line);
    const command given = parse(line);
    const auto* text = std::get_if<text_request>(&given);
    REQUIRE(text != nullptr);
    CHECK(text->text.starts_with("owlet "));
    CHECK(text->text.ends_with("\n"));
    CHECK(text->text.find_first_of("0123456789") == 6);
  }
}

TEST_CASE("the help shows three examples") {
  const command given = parse("--help");
  const std::string help = std::get<text_request>(given).text;
  const std::size_t examples = help.find("Examples:");
  REQUIRE(examples != std::string::npos);
  std::size_t shown = 0;
  for (auto at = help.find("\n  owlet", examples); at != std::string::npos;
       at = help.find("\n  owlet", at + 1)) {
    ++shown;
  }
  CHECK(shown >= 3);
}

}  // namespace
}  // namespace owlet::app
