// One line of a `_redirects` file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "owlet/http/status.h"
#include "owlet/site/query_condition.h"
#include "owlet/site/redirect_target.h"
#include "owlet/site/rule_problem.h"
#include "owlet/site/rule_source.h"

namespace owlet::site {

// A rule, compiled.
struct redirect_rule {
  rule_source source;
  std::vector<query_condition> conditions;
  redirect_target target;
  redirect_action action = redirect_action::redirect;
  http::status status = http::status::found;
  bool is_forced = false;
  std::size_t line = 0;  // where it stands, from 1
};

// Compiles `from [name=value...] to [status[!]]`; a word that begins with "#" ends it. What was
// compiled is only of use when there is no problem.
[[nodiscard]] std::optional<text_problem> compile_redirect(std::string_view line,
                                                           redirect_rule& out);

}  // namespace owlet::site
