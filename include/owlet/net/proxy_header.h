// The header of the PROXY protocol: whose connection this really is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "owlet/net/endpoint.h"

namespace owlet::net {

enum class proxy_outcome : std::uint8_t {
  need_more,  // so far it is the beginning of a header
  done,       // the header is whole
  bad,        // there is no header, or a broken one: the connection is to be dropped
};

struct proxy_header {
  proxy_outcome outcome;
  std::size_t size = 0;            // bytes of the header, when it is done
  std::optional<endpoint> source;  // the client; absent where the proxy speaks for itself or does
                                   // not know (LOCAL, UNKNOWN), and for what is no stream
};

// Reads a header of version 1 or 2 as "The PROXY protocol" of HAProxy describes them (sections 2.1
// and 2.2). `input` is everything that came since the connection began, which may be more than the
// header; what comes of it does not depend on how it was cut. Addresses of the destination are
// checked, extensions (TLV) are passed over, their checksums are not looked at. A header is at most
// kMaxProxyHeaderBytes long, one of version 1 at most kMaxProxyLineBytes; without that many bytes,
// a time-out has to end the waiting.
[[nodiscard]] proxy_header read_proxy_header(std::string_view input);

}  // namespace owlet::net
