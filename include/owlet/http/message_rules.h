// What RFC 9112 says of a message that llhttp leaves open, or lets through.
#pragma once

#include <cstdint>
#include <string_view>

#include "owlet/http/request.h"
#include "owlet/http/status.h"

namespace owlet::http {

// Whether the connection may go on after a request: close wins, 1.1 stays unless told, 1.0 goes
// unless told (section 9.3). `connection` is the value of that field.
[[nodiscard]] bool persists(std::string_view connection, unsigned minor_version);

// Status ok, or the one that the framing is to be refused with (section 6): what two servers could
// read in two ways is refused, whether or not the parser would have. Null views are absent fields.
[[nodiscard]] status check_framing(std::string_view content_length,
                                   std::string_view transfer_encoding, unsigned minor_version);

// RFC 9112 section 3.2: exactly one in 1.1, well formed, and not two in 1.0 either.
[[nodiscard]] bool is_sound_host(std::string_view host, bool is_repeated, unsigned minor_version);

// What an Expect field asks for; 1.0 knows none (RFC 9110 section 10.1.1).
[[nodiscard]] expectation expectation_of(std::string_view expect, unsigned minor_version);

// Whether a request line is what section 3 says, as far as it has arrived: `method` is everything
// before the target and the space in front of it, `rest` what follows the target. Refuses a second
// space, a control character, a line without a version (HTTP/0.9, nodejs/llhttp issue 877) and the
// protocols that are not HTTP.
[[nodiscard]] bool is_sound_request_line(std::string_view method, std::string_view target,
                                         std::string_view rest);

// For a line whose method is not known: 501 if it is a token (RFC 9110 section 15.6.2), else 400.
[[nodiscard]] status refuse_method(std::string_view line);

// For a line whose version is not known: 505 if `rest` has one in the right form that is not spoken
// here (RFC 9110 section 15.6.6), else 400.
[[nodiscard]] status refuse_version(std::string_view rest);

}  // namespace owlet::http
