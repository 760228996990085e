// What a request says of its sender: a browser that goes to a page, a program that wants data, or
// something else that wants a file.
#pragma once

#include <string_view>

namespace owlet::http {

// Whether a page is wanted: `sec_fetch_mode` is "navigate" (Fetch Metadata), or `accept` names
// text/html with a weight that is not 0 (RFC 9110 section 12.5.1). "*/*" and "text/*", which
// scripts, curl and images send, name no page. Both are the values of the fields, empty when
// absent. An element of Accept whose weight cannot be read is as if it were not there; the other
// parameters of an element mean nothing here.
[[nodiscard]] bool is_navigation(std::string_view accept, std::string_view sec_fetch_mode);

// Whether application/json is wanted more than text/html by an Accept field (RFC 9110 section
// 12.5.1): the most precise element that matches a type gives its weight, and of equal weights
// the more precise one counts. A tie, and a field that names neither, mean HTML.
[[nodiscard]] bool prefers_json(std::string_view accept);

// Whether the last component of the path ends in the extension of a file that pages load: one that
// is in the table of http/media_type, and neither that of an HTML document nor a top-level domain,
// for routes end in the names of hosts and in mail addresses. "/a.js", "/a.bin" do; "/about",
// "/about.html", "/@jane.doe", "/u/jane@example.com", "/v1.2", "/.well-known" do not.
[[nodiscard]] bool has_asset_extension(std::string_view path);

}  // namespace owlet::http
