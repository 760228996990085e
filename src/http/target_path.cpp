// Takes a request target apart, decodes its path, and brings it into its one normal form.
#include "owlet/http/target_path.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "owlet/http/authority.h"
#include "owlet/http/syntax.h"

namespace owlet::http {
namespace {

// What a byte means while a target is read, and whether it may stand in a URI that we write.
struct byte_traits {
  bool is_refused = false;      // in no target: controls, space, and the fragment's "#"
  bool needs_decoding = false;  // in a path: the escape, and what may be UTF-8
  bool is_pchar = false;        // RFC 3986 section 3.3, but for escapes; and the slash
  bool is_plain = false;        // in a path: of no meaning wherever it stands
};

constexpr std::array<byte_traits, 256> kByteTraits = [] {
  std::array<byte_traits, 256> traits{};
  for (std::size_t byte = 0; byte < traits.size(); ++byte) {
    traits[byte].is_refused = byte <= 0x20 || byte == 0x7F || byte == '#';
    traits[byte].needs_decoding = byte >= 0x80 || byte == '%';
    const bool has_meaning = byte == '/' || byte == '.' || byte == '?';
    traits[byte].is_plain =
        !traits[byte].is_refused && !traits[byte].needs_decoding && !has_meaning;
  }
  constexpr std::string_view kPathBytes =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";
  for (const char c : kPathBytes) traits[static_cast<unsigned char>(c)].is_pchar = true;
  return traits;
}();

constexpr const byte_traits& traits_of(char c) {
  return kByteTraits[static_cast<unsigned char>(c)];
}

// Stands for an encoded slash while the rest is looked at. It is no byte of any name.
constexpr char kEncodedSlash = '\0';

// 16 when it is no hexadecimal digit.
constexpr unsigned hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}

// The byte that an escape at the front of the text stands for; nothing when there is no escape.
std::optional<char> decode_escape(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  const unsigned high = hex_value(text[1]);
  const unsigned low = hex_value(text[2]);
  if (high > 15 || low > 15) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

// Appends a segment with its escapes decoded. False for a bad escape or a NUL.
bool append_decoded(std::string& out, std::string_view segment) {
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '%') {
      out.push_back(segment[i]);
      continue;
    }
    const auto decoded = decode_escape(segment.substr(i));
    if (!decoded || *decoded == '\0') return false;
    out.push_back(*decoded == '/' ? kEncodedSlash : *decoded);
    i += 2;
  }
  return true;
}

// Whether a lead byte and the one after it begin a longer spelling than a character needs
// (RFC 3629 section 3): such spellings have smuggled dots and slashes past checks like ours.
constexpr bool is_overlong(unsigned char lead, unsigned char next) {
  if (lead == 0xC0 || lead == 0xC1) return next >= 0x80 && next <= 0xBF;
  if (lead == 0xE0) return next >= 0x80 && next <= 0x9F;
  if (lead == 0xF0) return next >= 0x80 && next <= 0x8F;
  return false;
}

bool has_overlong(std::string_view bytes) {
  const auto is_overlong_pair = [](char lead, char next) {
    return is_overlong(static_cast<unsigned char>(lead), static_cast<unsigned char>(next));
  };
  return std::ranges::adjacent_find(bytes, is_overlong_pair) != bytes.end();
}

// Removes the last of the segments, each of which begins with a slash. False when there is none.
bool remove_last_segment(std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return false;
  path.resize(slash);
  return true;
}

// Resolves one segment against those before it. False when it is malformed.
bool push_segment(std::string& path, std::string_view segment) {
  const std::size_t start = path.size();
  path.push_back('/');
  if (!append_decoded(path, segment)) return false;
  const std::string_view decoded = std::string_view(path).substr(start + 1);
  if (has_overlong(decoded)) return false;
  const bool climbs = decoded == "..";
  if (climbs || decoded == ".") path.resize(start);
  return !climbs || remove_last_segment(path);
}

// From "/a//b/" to "a/b".
void drop_empty_segments(std::string& path) {
  const auto both_slashes = [](char a, char b) { return a == '/' && b == '/'; };
  path.erase(std::unique(path.begin(), path.end(), both_slashes), path.end());
  if (path.ends_with('/')) path.pop_back();
  if (path.starts_with('/')) path.erase(0, 1);
}

// Of a path in its normal form.
bool has_hidden_segment(std::string_view path) {
  constexpr std::string_view kPublic = ".well-known";
  const bool is_public =
      path.starts_with(kPublic) && (path.size() == kPublic.size() || path[kPublic.size()] == '/');
  if (path.starts_with('.') && !is_public) return true;
  return path.find("/.") != std::string_view::npos;
}

// The long way, for a path that is not in its normal form. The dots are removed before the empty
// segments are dropped, as browsers and proxies do it: "/a//../b" is "/a/b".
target_kind normalise(std::string_view raw_path, target_path& out) {
  std::size_t begin = 0;
  std::size_t end = 0;
  while (end != raw_path.size()) {
    begin = end + 1;
    end = std::min(raw_path.find('/', begin), raw_path.size());
    const std::size_t size_before = out.path.size();
    if (!push_segment(out.path, raw_path.substr(begin, end - begin))) return target_kind::malformed;
    // A dot segment leaves the path as long as it was, or shorter.
    out.ends_with_slash = begin == end || out.path.size() <= size_before;
  }
  if (out.path.find(kEncodedSlash) != std::string::npos) return target_kind::unnameable;
  drop_empty_segments(out.path);
  out.is_hidden = has_hidden_segment(out.path);
  return target_kind::path;
}

// How the path and the query of a target come apart, and what one look at their bytes says.
struct target_scan {
  std::size_t path_size = 0;
  bool has_refused = false;
  bool is_normal = true;  // nothing in the path to decode, to remove or to drop
};

// Most bytes are plain, and cost one look at the table.
target_scan scan(std::string_view text) {
  target_scan result;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    const byte_traits& traits = traits_of(c);
    if (traits.is_plain) continue;
    if (c == '?') break;
    const bool begins_segment = at > 0 && text[at - 1] == '/';
    const bool is_odd_segment = begins_segment && (c == '/' || c == '.');
    if (is_odd_segment || traits.needs_decoding) result.is_normal = false;
    if (traits.is_refused) result.has_refused = true;
  }
  result.path_size = at;
  const std::string_view query = text.substr(at);
  const auto is_refused = [](char c) { return traits_of(c).is_refused; };
  result.has_refused = result.has_refused || std::ranges::any_of(query, is_refused);
  return result;
}

// A path, which begins with a slash, and a query.
target_kind parse_path_and_query(std::string_view text, target_path& out) {
  const target_scan found = scan(text);
  if (found.has_refused) return target_kind::malformed;
  const std::string_view raw_path = text.substr(0, found.path_size);
  out.query = text.substr(found.path_size);
  if (!found.is_normal) return normalise(raw_path, out);
  out.path.assign(raw_path.substr(1));
  out.ends_with_slash = raw_path.ends_with('/');
  if (out.path.ends_with('/')) out.path.pop_back();
  return target_kind::path;
}

// The size of "http://" or "https://" at the front, in any case; 0 when there is neither.
std::size_t scheme_size(std::string_view text) {
  constexpr std::array<std::string_view, 2> kSchemes = {"http://", "https://"};
  for (const std::string_view scheme : kSchemes) {
    if (equals_ignoring_case(text.substr(0, scheme.size()), scheme)) return scheme.size();
  }
  return 0;
}

// RFC 9112 section 3.2.2; an empty host is malformed (RFC 9110 section 4.2.1).
target_kind parse_absolute_form(std::string_view text, target_path& out) {
  const std::size_t authority_size = std::min(text.find_first_of("/?#"), text.size());
  out.authority = text.substr(0, authority_size);
  const bool has_host = !out.authority.empty() && out.authority.front() != ':';
  if (!has_host || !is_host_and_port(out.authority)) return target_kind::malformed;
  const std::string_view rest = text.substr(authority_size);
  if (rest.starts_with('/')) return parse_path_and_query(rest, out);
  // An empty path is the root (RFC 9110 section 4.2.3).
  const target_kind kind = parse_path_and_query("/", out);
  if (scan(rest).has_refused) return target_kind::malformed;
  out.query = rest;
  return kind;
}

target_kind parse_form(std::string_view request_target, target_path& out) {
  if (request_target.starts_with('/')) return parse_path_and_query(request_target, out);
  if (request_target == "*") return target_kind::asterisk;
  const std::size_t skipped = scheme_size(request_target);
  if (skipped == 0) return target_kind::malformed;
  return parse_absolute_form(request_target.substr(skipped), out);
}

void clear(target_path& out) {
  out.path.clear();
  out.ends_with_slash = false;
  out.is_hidden = false;
  out.query = {};
  out.authority = {};
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out.push_back('%');
  out.push_back(kDigits[byte / 16]);
  out.push_back(kDigits[byte % 16]);
}

}  // namespace

target_kind parse_target(std::string_view request_target, target_path& out) {
  clear(out);
  const target_kind kind = parse_form(request_target, out);
  if (kind != target_kind::path) clear(out);
  return kind;
}

void append_location(std::string& out, const target_path& target) {
  out.push_back('/');
  for (const char c : target.path) {
    if (traits_of(c).is_pchar) {
      out.push_back(c);
    } else {
      append_escaped(out, c);
    }
  }
  if (target.ends_with_slash && !target.path.empty()) out.push_back('/');
  // The query was never decoded: its escapes stand, and a "?" is one of its ordinary bytes.
  for (std::size_t i = 0; i < target.query.size(); ++i) {
    const char c = target.query[i];
    const bool is_escape = decode_escape(target.query.substr(i)).has_value();
    if (traits_of(c).is_pchar || c == '?' || is_escape) {
      out.push_back(c);
    } else {
      append_escaped(out, c);
    }
  }
}

}  // namespace owlet::http
