// Finds out why a path led to its answer, for `owlet explain`.
#pragma once

#include "owlet/http/request.h"
#include "owlet/http/target_path.h"
#include "owlet/site/explanation.h"
#include "owlet/site/former_trees.h"
#include "owlet/site/options.h"
#include "owlet/site/resolver.h"
#include "owlet/site/special_files.h"
#include "owlet/site/tree.h"

namespace owlet::site {

// Looks at the disk again for what the answer itself did not need: the ways that were not taken. No
// part of answering a request. Borrows everything.
class explainer {
public:
  explainer(tree& now, former_trees& before, const special_files& special, resolver& by,
            const options& how)
      : tree_(now), former_(before), special_(special), resolver_(by), how_(how) {}

  // Fills in what is said of a path. `out.status` is that of the answer, and the resolver has
  // resolved this request last.
  void explain_path(const http::request& request, const http::target_path& target,
                    const lookup& look, explanation& out) const;

  // Fills in the file that stands for the page of `out.status`; `out.head` is that of the answer.
  void explain_page(explanation& out) const;

private:
  struct question;

  void tell_file(const question& asked, explanation& out) const;
  void tell_sidecars(const question& asked, const representation& sent, explanation& out) const;
  [[nodiscard]] sidecar::fate fate_of(const question& asked, const std::string& path,
                                      http::content_coding coding) const;
  void tell_path(const question& asked, explanation& out) const;
  void tell_rule(const question& asked, explanation& out) const;
  void tell_last_ways(const question& asked, explanation& out) const;

  tree& tree_;
  former_trees& former_;
  const special_files& special_;
  resolver& resolver_;
  const options& how_;
};

}  // namespace owlet::site
