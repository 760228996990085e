// The command line of `owlet compress`, read with getopt_long(3).
#include "owlet/compress/options.h"

#include <getopt.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "owlet/app/cpu_count.h"
#include "owlet/compress/encoder.h"
#include "owlet/compress/option_table.h"
#include "owlet/http/syntax.h"

namespace owlet::compress {

namespace {

using http::content_coding;
using wrong = std::optional<usage_error>;

constexpr unsigned kMaxJobs = 1024;
constexpr int kFirstId = 256;  // what getopt_long gives for an option, beyond all letters
constexpr std::size_t kHelpColumn = 25;

constexpr std::string_view kOpening =
    R"(owlet compress: writes compressed sidecars beside the files of a directory

Usage: owlet compress [OPTION...] DIR

Beside each FILE of a text type go FILE.br, FILE.zst and FILE.gz, with its time
and permissions: owlet serves them to those who take them. What would not become
smaller by 5 % is left out. A sidecar that has the time and the permissions of
its file is taken as done, so that a second run does only what has changed.

)";

constexpr std::string_view kClosing = R"(
Names that begin with a dot are left alone, but for /.well-known; links are not
followed out of DIR. --clean leaves alone, and names, what may be an original
itself: a lone FILE.gz or FILE.zst whose FILE would be data or a document.

Exit status 0: all is well. 1: something failed, and is named. 2: the options
are wrong. 128 and the number of a signal: it came, and nothing is half-written.
)";

// -- Values ---------------------------------------------------------------------------------------

std::string_view name_of(content_coding coding) { return http::suffix_of(coding).substr(1); }

// "br,zst"
std::string names_of(const std::vector<content_coding>& codings) {
  std::string names;
  for (const content_coding each : codings) {
    if (!names.empty()) names += ',';
    names += name_of(each);
  }
  return names;
}

std::vector<content_coding> codings_of_build() {
  std::vector<content_coding> codings;
  std::ranges::copy_if(kSidecarCodings, std::back_inserter(codings), has_encoder);
  return codings;
}

wrong read_format(std::string_view text, settings& out) {
  std::string_view rest = text;
  std::vector<content_coding> given;
  for (auto word = http::take_element(rest); !word.empty(); word = http::take_element(rest)) {
    const auto* const found = std::ranges::find(kSidecarCodings, word, name_of);
    if (found == std::end(kSidecarCodings)) {
      return usage_error{"--format " + std::string(word) + ": give some of br,zst,gz"};
    }
    if (!has_encoder(*found)) {
      return usage_error{"--format " + std::string(word) + ": this build is without the library; " +
                         "it has " + names_of(codings_of_build())};
    }
    given.push_back(*found);
  }
  if (given.empty()) return usage_error{"--format: give some of br,zst,gz"};
  out.codings.clear();
  for (const content_coding each : kSidecarCodings) {
    if (std::ranges::find(given, each) != given.end()) out.codings.push_back(each);
  }
  return std::nullopt;
}

wrong read_extensions(std::string_view text, settings& out) {
  std::string_view rest = text;
  out.extensions.clear();
  for (auto word = http::take_element(rest); !word.empty(); word = http::take_element(rest)) {
    if (word.starts_with('.')) word.remove_prefix(1);
    if (word.empty() || word.find_first_of("./*") != word.npos) {
      return usage_error{"--extensions " + std::string(text) +
                         ": give extensions, as in html,css,js"};
    }
    out.extensions.emplace_back(word);
  }
  if (out.extensions.empty())
    return usage_error{"--extensions: give extensions, as in html,css,js"};
  return std::nullopt;
}

wrong read_jobs(std::string_view text, settings& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.jobs);
  if (error == std::errc{} && end == text.data() + text.size() && out.jobs >= 1 &&
      out.jobs <= kMaxJobs) {
    return std::nullopt;
  }
  return usage_error{"--jobs " + std::string(text) + ": give a number from 1 to " +
                     std::to_string(kMaxJobs)};
}

// -- The words ------------------------------------------------------------------------------------

std::vector<option> long_options() {
  std::vector<option> options;
  for (const option_row& row : option_table()) {
    options.push_back({row.name.data(), row.value.empty() ? no_argument : required_argument,
                       nullptr, kFirstId + static_cast<int>(row.id)});
  }
  options.push_back({});
  return options;
}

std::string letters() {
  std::string text = ":";
  for (const option_row& row : option_table()) {
    if (row.letter == 0) continue;
    text += row.letter;
    if (!row.value.empty()) text += ':';
  }
  return text;
}

const option_row* row_of(int found) {
  for (const option_row& row : option_table()) {
    if (found == row.letter || found == kFirstId + static_cast<int>(row.id)) return &row;
  }
  return nullptr;
}

wrong take(const option_row& row, std::string_view value, settings& out) {
  switch (row.id) {
    case option_id::format: return read_format(value, out);
    case option_id::extensions: return read_extensions(value, out);
    case option_id::jobs: return read_jobs(value, out);
    case option_id::clean: out.cleans = true; break;
    case option_id::dry_run: out.is_dry = true; break;
    case option_id::help: break;
  }
  return std::nullopt;
}

usage_error unreadable(int found, char* const* words) {
  const bool is_letter = ::optopt > 0 && ::optopt < kFirstId;
  const std::string word =
      is_letter ? std::string("-") + static_cast<char>(::optopt) : words[::optind - 1];
  if (found == ':') return usage_error{word + ": give a value behind it"};
  if (::optopt >= kFirstId) return usage_error{word + ": give this option without a value"};
  return usage_error{word + ": no such option; owlet compress --help lists them"};
}

command with_directory(settings given, int argc, char* const* words) {
  if (::optind == argc) {
    return usage_error{"owlet compress: give a directory, as in owlet compress DIR"};
  }
  if (::optind + 1 < argc) {
    return usage_error{"argument " + std::string(words[::optind + 1]) +
                       ": owlet compress takes one directory"};
  }
  given.directory = words[::optind];
  if (given.directory.empty()) {
    return usage_error{"owlet compress '': give a directory, . for the current one"};
  }
  return given;
}

// Appends the words in the column behind what the last line holds already.
void append_wrapped(std::string& out, std::string_view words) {
  constexpr std::size_t kColumns = 80;
  std::size_t column = out.size() - (out.rfind('\n') + 1);
  while (!words.empty()) {
    const auto size = std::min(words.find(' '), words.size());
    if (column + 1 + size > kColumns) {
      out += '\n';
      column = 0;
    }
    const auto gap = std::max<std::size_t>(column + 1, kHelpColumn) - column;
    out.append(gap, ' ').append(words.substr(0, size));
    column += gap + size;
    words.remove_prefix(std::min(size + 1, words.size()));
  }
  out += '\n';
}

}  // namespace

command parse_options(int argc, const char* const* argv) {
  std::vector<std::string> texts(argv, argv + argc);
  std::vector<char*> words;
  for (std::string& each : texts) words.push_back(each.data());
  words.push_back(nullptr);
  settings given;
  given.codings = codings_of_build();
  given.jobs = app::usable_cpus();
  const auto names = long_options();
  ::optind = 0;  // begin anew
  ::opterr = 0;
  for (;;) {
    const int found = ::getopt_long(argc, words.data(), letters().c_str(), names.data(), nullptr);
    if (found == -1) break;
    const option_row* const row = row_of(found);
    if (row == nullptr) return unreadable(found, words.data());
    if (row->id == option_id::help) return text_request{help_text()};
    const std::string_view value = row->value.empty() ? "" : ::optarg;
    if (auto error = take(*row, value, given)) return *error;
  }
  return with_directory(std::move(given), argc, words.data());
}

std::string help_text() {
  std::string text(kOpening);
  for (const option_row& row : option_table()) {
    text += row.letter == 0 ? "      " : std::string("  -") + row.letter + ", ";
    text.append("--").append(row.name);
    if (!row.value.empty()) text.append(" ").append(row.value);
    std::string help(row.help);
    if (!row.initial.empty()) help.append(" (default: ").append(row.initial).append(")");
    append_wrapped(text, help);
  }
  return text.append(kClosing);
}

}  // namespace owlet::compress
