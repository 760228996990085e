// The counters of all workers -> a page for people.
#pragma once

#include <string>
#include <string_view>

#include "owlet/server/status_view.h"

namespace owlet::server {

// The Content-Security-Policy that the page can live with: its own style and script by their
// hashes, and /metrics. tests/cases/admin.py compares them.
inline constexpr std::string_view kStatusPagePolicy =
    "default-src 'none'; connect-src 'self'; img-src data:; "
    "script-src 'sha256-9iC3JQru0E9+fMzJm/87tVmsRV+h+SGOa8kVhEyYWfU='; "
    "style-src 'sha256-vngiOudNNcY4JSDLBuD28MxxlBaFIUrVWVciVHIRuec='; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// Appends the page (HTML, UTF-8): tables with what is known now, which its script keeps up to date
// from /metrics, with charts of the last minutes above them. Nothing is loaded from elsewhere.
// Pure.
void append_status_page(std::string& out, const status_view& view);

}  // namespace owlet::server
