// Answers that are given without asking the disk.
#pragma once

#include <string>
#include <vector>

#include "owlet/http/request.h"
#include "owlet/http/status.h"
#include "owlet/http/target_path.h"
#include "owlet/site/fixed_answer.h"
#include "owlet/site/path_pattern.h"
#include "owlet/site/representation.h"
#include "owlet/site/response_plan.h"

namespace owlet::site {

// One that is ready to be sent.
struct ready_answer {
  std::string path;  // as it was written
  path_pattern pattern;
  bool is_for_all = false;  // of paths, even those that no file can have
  http::status status = http::status::ok;
  answered_methods methods = answered_methods::get_and_head;
  representation content;  // in memory
};

// Owns the answers, rendered once. The first that is for a request answers it, in the order in
// which they were given. Finding one is linear in their number, and allocates nothing.
class fixed_answers {
public:
  // What the settings say of files holds for those of status 200, as far as it means something.
  fixed_answers(const std::vector<fixed_answer>& given, const presentation& settings);

  [[nodiscard]] bool is_empty() const { return answers_.empty(); }

  // Null when none is for the request, and when it is malformed or has an expectation that nobody
  // can meet, which is for others to say.
  [[nodiscard]] const ready_answer* find(const http::request& request, http::target_kind kind,
                                         const http::target_path& target) const;

private:
  std::vector<ready_answer> answers_;
};

// What to send: one of status 200 is what a file would be (conditions, ranges) for GET and HEAD.
[[nodiscard]] response_plan plan_fixed(const http::request& request, const ready_answer& found,
                                       std::int64_t now_seconds);

}  // namespace owlet::site
