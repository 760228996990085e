// The Cache-Control of an answer that is for one client only.
#pragma once

#include <string>
#include <string_view>

namespace owlet::http {

// The value (RFC 9111 section 5.2.2) with `private` in front, and without what lets caches share
// the answer: public, s-maxage and proxy-revalidate, and a `private` that is for some fields only.
// What forbids storing at all stays as it is. Quoted strings are understood.
[[nodiscard]] std::string private_cache_control(std::string_view value);

}  // namespace owlet::http
