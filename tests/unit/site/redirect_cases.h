// What the tests of redirection share: a file and a URL in, one line of text out.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "owlet/http/target_path.h"
#include "owlet/site/redirect_rules.h"

namespace owlet::site::testing {

// A file, what is asked for, and where that leads.
struct redirect_case {
  std::string_view file;
  std::string_view url;  // a request target
  std::string_view leads_to;
  std::string_view host = "example.com";
  url_scheme scheme = url_scheme::unknown;
};

inline std::string all_of(const rule_problems& problems) {
  std::string text;
  for (const rule_problem& each : problems.kept()) {
    text += format_problem("_redirects", each) + '\n';
  }
  return text;
}

inline std::string describe(const redirect_match& match) {
  std::string text = std::to_string(static_cast<unsigned>(match.status));
  if (match.is_forced) text += '!';
  if (match.action == redirect_action::redirect) return text + ' ' + match.location;
  text += match.action == redirect_action::rewrite ? " serves " : " shows ";
  return text + match.target.path + (match.target.ends_with_slash ? "/" : "");
}

// "301 /there", "200! serves there", "404 shows there.html", "nowhere", or what is wrong.
inline std::string lead(const redirect_case& given) {
  rule_problems problems;
  const auto rules = redirect_rules::parse(given.file, problems);
  if (!problems.is_empty()) return all_of(problems);
  http::target_path target;
  REQUIRE(http::parse_target(given.url, target) == http::target_kind::path);
  redirect_match match;
  const redirect_request request{
      {target.path, target.ends_with_slash}, target.query, given.host, given.scheme};
  return rules.find(request, match) ? describe(match) : "nowhere";
}

}  // namespace owlet::site::testing
