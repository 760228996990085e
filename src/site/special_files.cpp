// The files of the root that are for owlet: rules and error pages.
#include "owlet/site/special_files.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <system_error>
#include <utility>

#include "owlet/base/message.h"
#include "owlet/http/content_coding.h"
#include "owlet/site/rule_lines.h"

namespace owlet::site {

namespace {

using http::status;

constexpr std::chrono::seconds kInterval{1};

constexpr status kErrors[] = {status::bad_request,
                              status::unauthorized,
                              status::forbidden,
                              status::not_found,
                              status::method_not_allowed,
                              status::request_timeout,
                              status::gone,
                              status::precondition_failed,
                              status::content_too_large,
                              status::uri_too_long,
                              status::range_not_satisfiable,
                              status::expectation_failed,
                              status::too_many_requests,
                              status::request_header_fields_too_large,
                              status::internal_server_error,
                              status::not_implemented,
                              status::service_unavailable,
                              status::http_version_not_supported};

constexpr std::string_view kServerErrorPage = "50x.html";

struct rule_text {
  file_info file;
  std::string text;
  std::string_view trouble;  // why there is none; empty when there is one, or no file
};

// All of a file of rules. A link that leads out of the root is as good as none.
rule_text read_rules(const document_root& root, const std::string& name) {
  opened_file opened = root.open(name);
  rule_text read{opened.info, {}, {}};
  if (opened.info.kind == file_kind::absent) return read;
  if (opened.info.kind != file_kind::regular) {
    read.trouble = "it cannot be read: make it a regular file that owlet's user may read";
    return read;
  }
  if (opened.info.identity.size > kMaxRuleFileBytes) {
    read.trouble = "it has more than 4 MiB: use fewer rules";
    return read;
  }
  read.text.resize(static_cast<std::size_t>(opened.info.identity.size));
  const read_result result =
      document_root::read(opened.fd.get(), 0, read.text, base::disk_wait::accepted);
  if (result.status != read_status::done) read.trouble = "the disk failed: look at its log";
  read.text.resize(result.bytes);
  return read;
}

void say_problems(std::string_view name, std::string_view trouble, const rule_problems& problems,
                  base::message_level level) {
  constexpr std::size_t kMaxSaid = 10;
  if (!trouble.empty()) base::say(level, std::string(name).append(": ").append(trouble));
  const auto& kept = problems.kept();
  for (std::size_t i = 0; i < std::min(kept.size(), kMaxSaid); ++i) {
    base::say(level, format_problem(name, kept[i]));
  }
  if (problems.count() > kMaxSaid) {
    base::say(level, std::string(name) + ": and " + std::to_string(problems.count() - kMaxSaid) +
                         " more mistakes");
  }
}

}  // namespace

bool is_rule_file_or_coding(std::string_view path) {
  path.remove_suffix(http::suffix_of(http::coding_of_name(path)).size());
  return path == kRedirectsName || path == kHeadersName;
}

special_files::special_files(const document_root& root) { scan(root, on_mistake::stop); }

void special_files::refresh(const document_root& root, const base::moment& now) {
  if (next_look_ && now.monotonic < *next_look_) return;
  next_look_ = now.monotonic + kInterval;
  if (!has_changed(root)) return;
  scan(root, on_mistake::stay);
  scanned_nanoseconds_ = now.unix_nanoseconds;
}

void special_files::move_to(const document_root& root) {
  scanned_nanoseconds_ = 0;
  scan(root, on_mistake::stay);
}

// What was scanned within a tick of a change may have been changed in that tick again.
bool special_files::has_changed(const document_root& root) const {
  if (is_racy(directory_.identity, scanned_nanoseconds_)) return true;
  if (root.look_at("").identity != directory_.identity) return true;
  const auto is_same = [&](const char* name, const rule_file& known) {
    if (known.info.kind == file_kind::absent) return true;
    return !is_racy(known.info.identity, scanned_nanoseconds_) &&
           root.has_identity(name, known.info);
  };
  return !is_same(kRedirectsName.data(), redirects_file_) ||
         !is_same(kHeadersName.data(), headers_file_);
}

// The directory is looked at first, so that what comes after that is seen by the next scan.
void special_files::scan(const document_root& root, on_mistake then) {
  directory_ = root.look_at("");
  const bool redirects_are_good = load(root, kRedirectsName, then, redirects_file_, redirects_);
  const bool headers_are_good = load(root, kHeadersName, then, headers_file_, headers_);
  look_for_pages(root);
  if (!(redirects_are_good && headers_are_good) && then == on_mistake::stop) {
    throw std::system_error(std::make_error_code(std::errc::invalid_argument), "read rules");
  }
}

// Returns false for what has a mistake in it. The same bytes are not compiled, nor complained of,
// again.
template <typename Rules>
bool special_files::load(const document_root& root, std::string_view name, on_mistake then,
                         rule_file& known, Rules& rules) {
  const rule_text read = read_rules(root, std::string(name));
  const content_digest digest = hash_content(read.text);
  const bool is_known = known.was_read && read.trouble == known.trouble && digest == known.digest;
  known = {read.file, digest, read.trouble, true};
  if (is_known) return true;
  rule_problems problems;
  Rules loaded = Rules::parse(read.text, problems);
  if (read.trouble.empty() && problems.is_empty()) {
    rules = std::move(loaded);
    ++headers_version_;
    return true;
  }
  const bool stops = then == on_mistake::stop;
  const auto level = stops ? base::message_level::error : base::message_level::warning;
  say_problems(name, read.trouble, problems, level);
  if (!stops) base::say(level, std::string(name) + ": the rules before it stay in force");
  return false;
}

void special_files::look_for_pages(const document_root& root) {
  pages_.clear();
  for (const status each : kErrors) {
    std::string path = std::to_string(static_cast<unsigned>(each)) + ".html";
    if (root.look_at(path.c_str()).kind == file_kind::regular)
      pages_.push_back({each, std::move(path)});
  }
  const std::string shared(kServerErrorPage);
  if (root.look_at(shared.c_str()).kind != file_kind::regular) return;
  for (const status each : kErrors) {
    const bool is_of_server = each >= status::internal_server_error;
    if (is_of_server && page_of(each) == nullptr) pages_.push_back({each, shared});
  }
}

bool special_files::may_have_page(http::status status) {
  return std::ranges::find(kErrors, status) != std::end(kErrors);
}

const std::string* special_files::page_of(http::status status) const {
  const auto found = std::ranges::find(pages_, status, &page::status);
  return found == pages_.end() ? nullptr : &found->path;
}

}  // namespace owlet::site
