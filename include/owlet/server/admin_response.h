// A request to the admin listener -> its response.
#pragma once

#include <string>

#include "owlet/http/request.h"
#include "owlet/http/status.h"
#include "owlet/server/status_view.h"

namespace owlet::server {

// Appends the response: /metrics, /healthz, /readyz, / (a page for people); 404 and 405 for
// everything else. It says whether the connection goes on, which is for the request to decide.
// Pure.
void append_admin_response(std::string& out, const http::request& request, const status_view& view);

// Appends the response to a request that is none, the last one on its connection.
void append_admin_refusal(std::string& out, http::status why, const http::request& request,
                          const status_view& view);

}  // namespace owlet::server
