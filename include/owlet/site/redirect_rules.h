// A `_redirects` file: which requests lead elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/http/request.h"
#include "owlet/http/status.h"
#include "owlet/http/target_path.h"
#include "owlet/site/prefix_filter.h"
#include "owlet/site/redirect_line.h"
#include "owlet/site/rule_problem.h"

namespace owlet::site {

// What a file may have at the most. Netlify advises against more than 10,000 rules; Cloudflare
// takes 2,000 without captures, and 100 with.
inline constexpr std::size_t kMaxRedirectRules = 10'000;
inline constexpr std::size_t kMaxDynamicRedirectRules = 1'000;  // those whose path has captures

// What a rule can ask about.
struct redirect_request {
  plain_path path;                          // as http::target_path has it
  std::string_view query;                   // with its "?", undecoded; empty when there is none
  std::string_view host;                    // as the request says it, with or without a port
  url_scheme scheme = url_scheme::unknown;  // as the client sees it
};

// What the request at hand is to them; everything is borrowed from it.
[[nodiscard]] redirect_request redirect_request_of(const http::request& request,
                                                   const http::target_path& target);

// Where a request leads. Owned by the caller, who uses it again for the next request, so that its
// memory is kept. The views in `target` are into `location`: do not move or copy it.
struct redirect_match {
  redirect_action action = redirect_action::redirect;
  http::status status = http::status::found;
  bool is_forced = false;    // applies where the path names a file, too
  std::size_t line = 0;      // of the rule, from 1
  std::string location;      // the value of Location; of a rewrite or a page, the path encoded
  http::target_path target;  // of a rewrite or a page: what to serve, in the normal form
};

// The rules of a file, in its order. The syntax is that of Netlify and of Cloudflare Pages:
//
//     # a comment
//     from [name=value | name=:placeholder]... to [status][!]
//
// The first rule that matches applies (both hosts; what Cloudflare calls static before dynamic is
// its advice for the order of lines). Where the two differ, owlet does what breaks nobody's site:
//  - without a status it is 302, Cloudflare's default. Netlify's is 301, which browsers keep for
//    ever: a 302 that should be a 301 costs a request, a 301 that should be a 302 is there to stay;
//  - a file at the path wins, unless the status ends in "!" (Netlify; the caller looks). Cloudflare
//    redirects in any case;
//  - a slash at the end of the path makes no difference (Netlify). A rule that would lead to the
//    very URL that was asked for does not apply, and the search goes on (Netlify: "incorrect and
//    will be ignored"), so that "/trailing /trailing/ 301" does what Cloudflare documents. So with
//    a rewrite to itself. A scheme that is not known counts as the one that the rule leads to;
//  - `*` may stand anywhere in the path, once (Cloudflare), and stands for everything, slashes too;
//  - parameters, if any are asked for, are exactly those of the query (Netlify). Then they are used
//    up; otherwise the query goes on to a target that has none of its own (both). A rule that asks
//    for parameters goes ahead of one for the same source that does not: Netlify's documentation
//    has its "base case" first;
//  - "http://host/path" and "https://host/path" are for that host only (Netlify; Cloudflare has
//    none). The scheme must be that of the client where the caller knows it, the port is not
//    compared, and placeholders stand for labels;
//  - capitals matter, and escapes stand for their bytes, in paths; not in hosts.
// Fetching from other servers, and conditions on who the visitor is, are refused line by line.
//
// A lookup costs one hash, and for each rule with captures in its path a comparison of 8 bytes, up
// to the rule that matches; nothing at all where there are no rules. It allocates nothing where
// none matches.
class redirect_rules {
public:
  // Compiles a file. What is wrong with it is added to `problems`, all of it; then there is no
  // rule.
  [[nodiscard]] static redirect_rules parse(std::string_view text, rule_problems& problems);

  [[nodiscard]] bool is_empty() const { return rules_.empty(); }
  [[nodiscard]] std::size_t count() const { return rules_.size(); }

  // Fills in where the request leads. False, with no meaning in `out`, when it leads nowhere else.
  [[nodiscard]] bool find(const redirect_request& request, redirect_match& out) const;

private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct search;
  class ranking;
  struct dynamic_rule {
    prefix_filter filter;
    std::uint32_t index;
  };

  void build_index();
  [[nodiscard]] std::uint32_t bucket_of(std::string_view path) const;
  [[nodiscard]] static bool apply(const redirect_rule& rule, search& how, redirect_match& out);

  std::vector<redirect_rule> rules_;
  std::vector<std::uint32_t> buckets_;  // the first rule without captures in its path, by hash
  std::vector<std::uint32_t> next_;     // for each rule, the next one of its bucket
  std::vector<dynamic_rule> dynamic_;   // the others
  bool has_hosts_ = false;
};

}  // namespace owlet::site
