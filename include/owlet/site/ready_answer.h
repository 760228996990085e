// A fixed answer that is ready to be sent.
#pragma once

#include <string>
#include <vector>

#include "owlet/http/status.h"
#include "owlet/site/fixed_answer.h"
#include "owlet/site/path_pattern.h"
#include "owlet/site/representation.h"

namespace owlet::site {

struct ready_answer {
  std::string path;  // as it was written
  path_pattern pattern;
  bool is_for_all = false;  // of paths, even those that no file can have
  http::status status = http::status::ok;
  answered_methods methods = answered_methods::get_and_head;
  representation content;  // in memory
};

// From texts that parse_fixed_answer takes. What the settings say of files holds for those of
// status 200, as far as it means something.
[[nodiscard]] std::vector<ready_answer> make_ready(const std::vector<std::string>& texts,
                                                   const presentation& settings);

}  // namespace owlet::site
