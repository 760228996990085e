// What `owlet explain` prints.
#pragma once

#include <string>

#include "owlet/site/explanation.h"
#include "owlet/site/options.h"

namespace owlet::app {

// What an explanation is about. Borrowed.
struct explained {
  const std::string& request;  // as a client sends it
  std::string root;            // absolute
  std::string former_root;     // of --previous-root, absolute; empty for none
  const site::options& how;
};

// Lines for people: the request line, one line for each thing that decided or could have, its name
// in a column of its own, and then the head of the answer without its Date. What somebody else has
// named is escaped, so that it cannot get out of its line.
[[nodiscard]] std::string explanation_text(const site::explanation& told, const explained& about);

}  // namespace owlet::app
