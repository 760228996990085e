// Turns a request target (RFC 9112 section 3.2) into a relative path of decoded bytes, or refuses.
// What it lets through is in one normal form; whether it may be opened is for the kernel to say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace owlet::http {

// What a request target turned out to be.
enum class target_kind : std::uint8_t {
  path,        // the target_path is filled in
  asterisk,    // "*": the server as a whole, for OPTIONS (RFC 9112 section 3.2.4)
  unnameable,  // well formed, but with an encoded slash inside a segment: no file has that name
  malformed,   // answer 400
};

// The normal form of a target. The path owns its bytes and keeps its capacity from one parse to the
// next; the views point into the target that was parsed.
struct target_path {
  // Relative to the root: no leading or trailing slash, "" for the root itself. Percent-decoded
  // once; no segment is empty, "." or "..", and there is no NUL.
  std::string path;

  // The target ended in a slash or a dot segment; always true for the root.
  bool ends_with_slash = false;

  // A segment begins with a dot, as the names of what people do not mean to publish; but for a
  // leading ".well-known", which RFC 8615 makes public.
  bool is_hidden = false;

  // With its "?", undecoded; empty when there is none.
  std::string_view query;

  // Host and port of an absolute-form target, which replace the Host field (RFC 9112 section
  // 3.2.2); empty for the other forms.
  std::string_view authority;
};

// Parses a request target. On any result but `path` the contents of `out` are empty.
//  - Forms: origin-form, absolute-form with http or https, asterisk-form; authority-form and
//    everything else is malformed, and so are an empty host, user information and a fragment.
//  - Malformed: a control character or a space, a bad escape or an encoded NUL in the path, an
//    overlong UTF-8 sequence in the path. Other bytes are names as they stand (RFC 3986
//    section 2.4: decoded exactly once), the backslash among them.
//  - "." and ".." are removed as in RFC 3986 section 5.2.4, however their dots are spelled; one
//  that
//    climbs above the root is malformed. After that, empty segments are dropped.
[[nodiscard]] target_kind parse_target(std::string_view request_target, target_path& out);

// Appends the path-absolute reference (RFC 3986 section 4.2) of what the path names:
// percent-encoded, with a slash at the end if it ends with one, and with the query. It never begins
// with "//" and has nothing in it but what a URI may contain, so it can neither leave the site nor
// end a header line.
void append_location(std::string& out, const target_path& target);

}  // namespace owlet::http
