// Fuzzes the files of rules: whatever a `_redirects` or `_headers` file says, and whatever is asked
// for, what comes out is safe to send.
//
// Input: a bit that says which file it is, and one for each scheme; then lines of text: a request
// target, a host, and the file.
// Oracles:
//  - a file with problems has no rules; a problem has a place and is one printable line;
//  - a Location has only characters of a URI, and leads to the host of a rule's text, or is a path
//    that begins with one slash; it is not what was asked for;
//  - what a rewrite serves is in the normal form of http/target_path;
//  - a field line that rules have made is one that http/response_head writes, and is none that the
//    server alone may write;
//  - the same again gives the same, also with what is left of another answer.
#include <string>

#include "input.h"
#include "owlet/base/limits.h"
#include "owlet/http/response_head.h"
#include "owlet/http/target_path.h"
#include "owlet/site/header_rules.h"
#include "owlet/site/redirect_rules.h"
#include "owlet/site/settable_field.h"

namespace owlet::fuzz {
namespace {

using http::target_kind;
using http::target_path;

struct question {
  bool is_headers;
  site::url_scheme scheme;
  std::string url;
  std::string host;
  std::string file;
};

std::string take_line(std::string& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string line = text.substr(0, end);
  text.erase(0, end + 1);
  return line;
}

void check_problems(const site::rule_problems& problems, std::size_t rules) {
  require(problems.is_empty() || rules == 0, "a file with problems has no rules");
  for (const site::rule_problem& each : problems.kept()) {
    require(each.line > 0 && each.column > 0, "a problem has a place");
    require(!each.reason.empty() && each.reason.size() < 400, "a problem has a short reason");
    for (const char c : each.reason) {
      require(static_cast<unsigned char>(c) >= ' ' && c != 0x7f, "a reason is printable");
    }
  }
}

void check_uri(std::string_view text) {
  constexpr std::string_view kOthers = "-._~!$&'()*+,;=:@/?#[]%";
  for (const char c : text) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_digit = c >= '0' && c <= '9';
    require(is_letter || is_digit || kOthers.find(c) != kOthers.npos,
            "a Location has only characters of a URI");
  }
}

void check_path(const target_path& target) {
  std::string encoded;
  http::append_location(encoded, {target.path, target.ends_with_slash, false, {}, {}});
  target_path back;
  require(http::parse_target(encoded, back) == target_kind::path, "what is served is a path");
  require(back.path == target.path, "what is served is in its normal form");
}

// The host of a Location is one that the file has, but for what stands for a placeholder's label.
void check_host(const question& asked, std::string_view authority) {
  if (asked.file.find("://:") != asked.file.npos) return;
  if (asked.file.find(authority) != asked.file.npos) return;
  const bool has_placeholder = asked.file.find(':', asked.file.find("://") + 3) != asked.file.npos;
  require(has_placeholder, "a Location is on a host of the file");
}

void check_match(const question& asked, const target_path& target,
                 const site::redirect_match& match) {
  require(match.location.size() <= base::kMaxRuleLocationBytes, "a Location is bounded");
  require(match.line > 0, "a match has its line");
  check_uri(match.location);
  if (match.action != site::redirect_action::redirect) return check_path(match.target);
  const std::string location = match.location.substr(0, match.location.find('#'));
  const bool is_path = location.starts_with('/');
  require(!location.starts_with("//"), "a path leads to no other host");
  require(is_path || site::scheme_of(location) != site::url_scheme::unknown, "a Location is one");
  target_path back;
  const target_kind kind = http::parse_target(location, back);
  require(kind == target_kind::path || kind == target_kind::unnameable, "a Location is a target");
  if (kind == target_kind::unnameable) return;
  require(is_path == back.authority.empty(), "a path has no host");
  if (!is_path) check_host(asked, back.authority);
  const bool is_same = is_path && back.path == target.path &&
                       back.ends_with_slash == target.ends_with_slash && back.query == target.query;
  require(!is_same, "a redirect does not lead to what was asked for");
}

void check_redirects(const question& asked, const target_path& target) {
  site::rule_problems problems;
  const auto rules = site::redirect_rules::parse(asked.file, problems);
  check_problems(problems, rules.count());
  const site::redirect_request request{
      {target.path, target.ends_with_slash}, target.query, asked.host, asked.scheme};
  site::redirect_match match;
  if (!rules.find(request, match)) return;
  check_match(asked, target, match);
  site::redirect_match used;
  static_cast<void>(rules.find({{"x", false}, {}, {}, asked.scheme}, used));
  require(rules.find(request, used), "the same again matches");
  require(used.location == match.location && used.line == match.line, "and gives the same");
}

void check_headers(const question& asked, const target_path& target) {
  site::rule_problems problems;
  const auto rules = site::header_rules::parse(asked.file, problems);
  check_problems(problems, rules.count());
  site::header_changes changes;
  rules.apply({{target.path, target.ends_with_slash}, "index.html", asked.host}, changes);
  std::string lines;
  http::response_head head(lines);
  for (const auto& field : changes.fields()) {
    if (!field.is_removed) head.field(field.name, field.value);
  }
  require(!head.has_refused(), "every field can be written");
  const std::size_t bound = asked.file.size() * 8 + base::kMaxCapturedValueBytes;
  require(lines.size() <= bound, "fields are bounded");
  while (!lines.empty()) {
    const std::size_t end = lines.find("\r\n");
    require(end != lines.npos && end == lines.find_first_of("\r\n"), "a field is one line");
    const std::string name = lines.substr(0, lines.find(':'));
    require(!site::refusal_to_set(name), "no field is the server's own");
    lines.erase(0, end + 2);
  }
}

}  // namespace
}  // namespace owlet::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  owlet::fuzz::input in(data, size);
  const auto bits = in.number(1);
  std::string text = in.text();
  owlet::fuzz::question asked;
  asked.is_headers = (bits & 1) != 0;
  asked.scheme = static_cast<owlet::site::url_scheme>((bits >> 1) % 3);
  asked.url = owlet::fuzz::take_line(text);
  asked.host = owlet::fuzz::take_line(text);
  asked.file = text;
  owlet::http::target_path target;
  if (owlet::http::parse_target(asked.url, target) != owlet::http::target_kind::path) return 0;
  if (asked.is_headers) owlet::fuzz::check_headers(asked, target);
  if (!asked.is_headers) owlet::fuzz::check_redirects(asked, target);
  return 0;
}
