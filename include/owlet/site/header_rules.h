// A `_headers` file: which fields responses get.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/http/request.h"
#include "owlet/http/target_path.h"
#include "owlet/site/header_changes.h"
#include "owlet/site/rule_problem.h"
#include "owlet/site/rule_source.h"
#include "owlet/site/rule_template.h"

namespace owlet::site {

// What a file may have at the most; Cloudflare takes 100 rules.
inline constexpr std::size_t kMaxHeaderRules = 1'000;
inline constexpr std::size_t kMaxHeaderFields = 10'000;  // and removals, of all rules

// What a rule can ask about.
struct header_request {
  plain_path path;        // that was asked for, as http::target_path has it
  std::string_view file;  // what answers, beneath the root ("docs/index.html"), or empty
  std::string_view host;  // as the request says it, with or without a port
};

// What the request at hand is to them; everything is borrowed from the arguments.
[[nodiscard]] header_request header_request_of(const http::request& request,
                                               const http::target_path& target,
                                               std::string_view file);

// The rules of a file, in its order. The syntax is that of Netlify and of Cloudflare Pages:
//
//     # a comment
//     /path/*
//       Name: value
//       ! Name
//
// Every rule that matches applies, in the order of the file and of its lines. Names that come again
// add up, joined by ", "; "! Name" takes away what was set before, and what owlet would send of
// itself. Where the two hosts differ or say nothing:
//  - placeholders and the splat of the pattern stand for their text in values (Cloudflare), with
//    everything percent-encoded that is not unreserved or a slash, so that it cannot get out of
//    its place in the value. A colon with another name behind it is itself;
//  - a pattern may begin with https:// or http:// and a host (Cloudflare); scheme and port are not
//    compared;
//  - a slash at the end of the path makes no difference (Netlify), capitals do (both);
//  - a rule is also for the file that answers: "/*.html" for "/", which index.html answers. It
//    applies once, with the captures of the path if that matches;
//  - the indentation means nothing (both hosts' parsers);
//  - a field that is owlet's to set is refused (settable_field.h), where Netlify ignores it; Vary
//    is added to. So is a rule without fields, which does nothing on either host.
//
// What has no path that a file could have is no rule's: a target such as "/a%2fb".
//
// Applying costs one comparison of a prefix for each rule that does not match, and allocates
// nothing for those.
class header_rules {
public:
  // Compiles a file. What is wrong with it is added to `problems`, all of it; then there is no
  // rule.
  [[nodiscard]] static header_rules parse(std::string_view text, rule_problems& problems);

  [[nodiscard]] bool is_empty() const { return rules_.empty(); }
  [[nodiscard]] std::size_t count() const { return rules_.size(); }

  // Adds what the rules say to the changes. That depends on nothing but the request's three
  // members; on the host only if depends_on_host().
  void apply(const header_request& request, header_changes& out) const;

  // The lines of the rules that match, in their order; for `owlet explain`.
  [[nodiscard]] std::vector<std::size_t> lines_for(const header_request& request) const;

  [[nodiscard]] bool depends_on_host() const { return has_hosts_; }

private:
  struct operation {
    std::string name;
    rule_template value;
    bool is_removal = false;
  };
  struct rule {
    rule_source source;
    capture_names names;
    std::vector<operation> operations;
    std::size_t line = 0;
    std::size_t column = 0;
    std::string text;  // of the pattern
  };
  class parser;

  [[nodiscard]] static bool match(const rule& each, const header_request& request,
                                  const plain_host& host, captures& found);

  std::vector<rule> rules_;
  bool has_hosts_ = false;
};

}  // namespace owlet::site
