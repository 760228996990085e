// Which fields of a response a site's own rules may touch.
#pragma once

#include <optional>
#include <string_view>

namespace owlet::site {

// Why a rule may not set a field of this name, as a remedy; nothing when it may. Refused is
//  - what frames the message or belongs to the connection (RFC 9110 section 7.6.1, RFC 9112
//    section 6): Connection, Content-Length, Keep-Alive, Proxy-Connection, TE, Trailer,
//    Transfer-Encoding, Upgrade;
//  - what owlet says of what it sends, and would no longer be true: Accept-Ranges, Allow,
//    Content-Encoding, Content-Range, Date, ETag, Last-Modified, Server;
//  - what has a place of its own: Location, in `_redirects`; Age, which is for caches to say;
//  - Basic-Auth, with which Netlify is told passwords: they would be sent to everybody.
// Netlify ignores most of these, and also Alt-Svc and Set-Cookie, which may be set here.
[[nodiscard]] std::optional<std::string_view> refusal_to_set(std::string_view name);

// The same of taking a field away. What may be set may also be removed, but for Vary: without it,
// caches would give one client's variant to another. So may ETag, Last-Modified and Accept-Ranges.
[[nodiscard]] std::optional<std::string_view> refusal_to_remove(std::string_view name);

}  // namespace owlet::site
