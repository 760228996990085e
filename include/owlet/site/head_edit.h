// Changes to a head that is written already.
#pragma once

#include <cstddef>
#include <string>

#include "owlet/site/header_changes.h"
#include "owlet/site/response_plan.h"

namespace owlet::site {

// Applies the changes to the field lines that stand in `head` from `start` on, which is behind the
// status line. Left as they are:
//  - what describes content (Content-Type, Content-Language, Content-Disposition) where the content
//    is not that of the file which the rules are for: a built-in page is HTML whatever they say;
//  - what tells caches how long an error lasts (Cache-Control and its kin), from status 400 on: an
//    answer of today must not hide the file of tomorrow.
// Vary is added to, for it says what owlet has looked at. Linear in the head; called only where
// there is a change.
void edit_head(std::string& head, std::size_t start, const response_plan& plan,
               const header_changes& changes);

// Has the head say that no cache which clients share may keep the answer, whatever it said before
// (http/cache_control.h); what is for such caches alone is taken out.
void make_private(std::string& head, std::size_t start);

}  // namespace owlet::site
