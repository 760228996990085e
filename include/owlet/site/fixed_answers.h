// Answers that are given without asking the disk.
#pragma once

#include <string>
#include <vector>

#include "owlet/http/request.h"
#include "owlet/http/target_path.h"
#include "owlet/site/ready_answer.h"
#include "owlet/site/representation.h"
#include "owlet/site/response_plan.h"

namespace owlet::site {

// Owns the answers, rendered once. The first that is for a request answers it, in the order in
// which they were given. Finding one is linear in their number, and allocates nothing.
class fixed_answers {
public:
  fixed_answers(const std::vector<std::string>& texts, const presentation& settings)
      : answers_(make_ready(texts, settings)) {}

  [[nodiscard]] bool is_empty() const { return answers_.empty(); }

  // Null when none is for the request, and when it is malformed or has an expectation that nobody
  // can meet, which is for others to say.
  [[nodiscard]] const ready_answer* find(const http::request& request, http::target_kind kind,
                                         const http::target_path& target) const;

private:
  std::vector<ready_answer> answers_;
};

// Whether it is answered by the rules for files: conditions and ranges.
[[nodiscard]] bool is_like_file(const http::request& request, const ready_answer& found);

// What to send else.
[[nodiscard]] response_plan plan_fixed(const ready_answer& found);

}  // namespace owlet::site
