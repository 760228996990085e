// What is said at the start, beside where the site is.
#pragma once

#include <string>

#include "owlet/app/settings.h"
#include "owlet/site/overview.h"

namespace owlet::app {

// "with fallback index.html, CORS, 12 rules of _redirects, 2 workers": what is not as it would be
// without any option, in the words of the options. Not what only bounds or tunes, and nothing that
// could be a secret. Empty when there is nothing.
[[nodiscard]] std::string what_is_on(const settings& wanted, const site::overview& found);

// What somebody should know who serves a directory as it is, for the first time maybe: that nothing
// answers for the front page. Empty when something does.
[[nodiscard]] std::string hint_about(const std::string& root, const std::string& prefix,
                                     const site::overview& found);

}  // namespace owlet::app
