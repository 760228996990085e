// The authority of a URI (RFC 3986 section 3.2), as far as HTTP has it: a host and a port.
#pragma once

#include <string_view>

namespace owlet::http {

// Whether the text is `uri-host [ ":" port ]`: what a Host field (RFC 9110 section 7.2) and an
// authority have to be. As in RFC 3986 section 3.2.2 the host may be empty, and of an IP literal
// every form is known. An IPv6 address may have a zone, "[fe80::1%eth0]": RFC 6874 had it as
// "%25eth0", RFC 9844 has taken it back, and clients for link-local addresses send either.
[[nodiscard]] bool is_host_and_port(std::string_view text);

}  // namespace owlet::http
