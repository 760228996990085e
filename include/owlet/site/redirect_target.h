// Where a rule of redirection leads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "owlet/site/capture.h"
#include "owlet/site/rule_problem.h"
#include "owlet/site/rule_source.h"
#include "owlet/site/rule_template.h"

namespace owlet::site {

enum class redirect_action : std::uint8_t {
  redirect,  // 301, 302, 303, 307, 308 with a Location
  rewrite,   // 200 with what another path names
  page,      // 404 or 410 with what another path names
};

// What a target may refer to.
struct target_terms {
  const capture_names& names;  // of the whole rule
  std::size_t host_captures;   // the first of them, which alone may stand in a host
  redirect_action action;
};

// "/path?query#fragment" or "https://host/path?query#fragment", with placeholders. Whatever the
// captures are, what is made of it has only characters of a URI, and is on the host that the rule
// names: a path stays a path, for it never begins with two slashes, and nothing of a request's
// path or query gets into a host.
class redirect_target {
public:
  [[nodiscard]] static std::optional<text_problem> compile(std::string_view text,
                                                           const target_terms& terms,
                                                           redirect_target& out);

  // Makes the URI reference. A query of its own takes the place of the request's, and else the one
  // that is given ("?a=1", or empty) goes in front of the fragment. False when it would be too
  // long, or when captures have made a "." or ".." segment.
  [[nodiscard]] bool expand(const captures& found, std::string_view query, std::string& out) const;

  [[nodiscard]] url_scheme scheme() const { return scheme_; }  // unknown for a path
  [[nodiscard]] bool has_query() const { return has_query_; }

private:
  class compiler;

  url_scheme scheme_ = url_scheme::unknown;
  bool has_query_ = false;
  rule_template host_;  // with the scheme; empty for a path
  rule_template path_;
  rule_template query_;     // with its "?"
  rule_template fragment_;  // with its "#"
};

}  // namespace owlet::site
