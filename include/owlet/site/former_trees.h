// The roots that were served before, for the pages that were loaded from them.
#pragma once

#include <cstddef>
#include <list>
#include <string>

#include "owlet/base/clock.h"
#include "owlet/http/request.h"
#include "owlet/site/document_root.h"
#include "owlet/site/representation.h"
#include "owlet/site/tree.h"

namespace owlet::site {

// Owns former roots, and answers from them what the present one does not have: files whose names
// may carry a hash of their content (hashed_name.h), and then mean the same in whichever version of
// the site they were. Nothing else, so that no page is ever older than the deploy.
class former_trees {
public:
  // Roots that are kept; the one that was left first goes first. They hold two descriptors each.
  static constexpr std::size_t kMaxKept = 8;

  static constexpr base::time_point kForever = base::time_point::max();

  // Answers from this root, too, until then.
  void keep(document_root root, base::time_point until, const presentation& settings);

  // Forgets the roots whose time is over.
  void expire(base::time_point now);
  // Forgets the roots that are kept without an end.
  void forget_lasting();

  // The file that the youngest root has which has one; null if none has, or the name carries no
  // hash. Valid until the next call of a member.
  [[nodiscard]] const representation* find(const std::string& path, const http::request& request,
                                           const lookup& how);

  void begin_epoch();
  void close_files();
  [[nodiscard]] bool is_empty() const { return kept_.empty(); }
  // Whether there is a root whose time will be over.
  [[nodiscard]] bool is_passing() const {
    return !kept_.empty() && (kept_.size() > 1 || kept_.front().until != kForever);
  }

private:
  struct former {
    former(document_root root, base::time_point end, const presentation& settings);

    tree what;
    base::time_point until;
  };

  std::list<former> kept_;  // the youngest comes first
};

}  // namespace owlet::site
