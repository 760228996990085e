// Bytes of a connection -> one request at a time.
#include "owlet/http/request_parser.h"

#include <algorithm>

#include "owlet/base/limits.h"
#include "owlet/http/syntax.h"
#include "owlet/http/target_path.h"

#if LLHTTP_VERSION_MAJOR < 9 || (LLHTTP_VERSION_MAJOR == 9 && LLHTTP_VERSION_MINOR < 2)
#error "owlet needs llhttp 9.2.1 or later: earlier ones have known request-smuggling faults"
#endif

namespace owlet::http {

namespace {

constexpr std::size_t kMaxEmptyLineBytes = 16;  // RFC 9112 section 2.2 asks for one line at least
constexpr std::size_t kHeadEndBytes = 4;        // the CRLF of the last line and that of the end

struct known_field {
  std::string_view name;
  field id;
};
constexpr known_field kKnownFields[] = {
    {"host", field::host},
    {"connection", field::connection},
    {"content-length", field::content_length},
    {"transfer-encoding", field::transfer_encoding},
    {"expect", field::expect},
    {"if-match", field::if_match},
    {"if-none-match", field::if_none_match},
    {"if-modified-since", field::if_modified_since},
    {"if-unmodified-since", field::if_unmodified_since},
    {"if-range", field::if_range},
    {"range", field::range},
    {"referer", field::referer},
    {"user-agent", field::user_agent},
};

method method_of(std::uint8_t llhttp_method) {
  switch (llhttp_method) {
    case HTTP_GET: return method::get;
    case HTTP_HEAD: return method::head;
    case HTTP_OPTIONS: return method::options;
    default: return method::other;
  }
}

bool names_token(std::string_view list, std::string_view token) {
  for (auto item = take_element(list); !item.empty(); item = take_element(list)) {
    if (equals_ignoring_case(item, token)) return true;
  }
  return false;
}

// RFC 9112 section 9.3: close wins, 1.1 stays unless told, 1.0 goes unless told.
bool persists(std::string_view connection, unsigned minor_version) {
  if (names_token(connection, "close")) return false;
  return minor_version > 0 || names_token(connection, "keep-alive");
}

// RFC 9112 section 6.1 and 6.3: chunked has to be the last coding, and is the only one known here.
status check_transfer_encoding(std::string_view codings) {
  bool other = false;
  std::string_view last;
  for (auto item = take_element(codings); !item.empty(); item = take_element(codings)) {
    if (!last.empty()) {
      if (equals_ignoring_case(last, "chunked")) return status::bad_request;
      other = true;
    }
    last = item;
  }
  if (!equals_ignoring_case(last, "chunked")) return status::bad_request;
  return other ? status::not_implemented : status::ok;
}

expectation expectation_of(std::string_view expect, unsigned minor_version) {
  if (expect.data() == nullptr || minor_version == 0) return expectation::none;
  return equals_ignoring_case(expect, "100-continue") ? expectation::continue_100
                                                      : expectation::unknown;
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What follows a target: whether it is a version in the right form that is not spoken here.
bool names_other_version(std::string_view after) {
  constexpr std::string_view kPrefix = " HTTP/";
  if (!after.starts_with(kPrefix)) return false;
  const std::string_view version = after.substr(kPrefix.size(), 3);
  return version.size() == 3 && is_digits(version.substr(0, 1)) && version[1] == '.' &&
         is_digits(version.substr(2)) && version != "1.0" && version != "1.1";
}

}  // namespace

// The only thing that the callbacks decide is whether the request is to be refused: everything else
// waits until it has been read to its end.
struct request_parser::callbacks {
  static request_parser& self(llhttp_t* llhttp) {
    return *static_cast<request_parser*>(llhttp->data);
  }

  static int refuse(request_parser& p, status why) {
    p.refused_ = true;
    p.refusal_ = why;
    return HPE_USER;
  }

  // A span that goes on in the next piece of input is told in several calls.
  static void extend(request_parser& p, span& piece, const char* at, std::size_t length) {
    if (!piece.present) {
      piece = {static_cast<std::uint32_t>(at - p.base_), 0, true};
    }
    piece.length += static_cast<std::uint32_t>(length);
  }

  static int on_url(llhttp_t* llhttp, const char* at, std::size_t length) {
    request_parser& p = self(llhttp);
    extend(p, p.target_, at, length);
    const std::size_t line_so_far = p.target_.offset + p.target_.length;
    return line_so_far > base::kMaxRequestLineBytes ? refuse(p, status::uri_too_long) : 0;
  }

  // Trailer fields are read to their end and dropped (RFC 9112 section 7.1.2).
  static int count_trailer(request_parser& p, std::size_t length) {
    p.trailer_bytes_ += length;
    return p.trailer_bytes_ > base::kMaxHeadBytes
               ? refuse(p, status::request_header_fields_too_large)
               : 0;
  }

  static int on_header_field(llhttp_t* llhttp, const char* at, std::size_t length) {
    request_parser& p = self(llhttp);
    if (p.phase_ == phase::content) return count_trailer(p, length);
    extend(p, p.field_name_, at, length);
    return 0;
  }

  static int on_header_value(llhttp_t* llhttp, const char* at, std::size_t length) {
    request_parser& p = self(llhttp);
    if (p.phase_ == phase::content) return count_trailer(p, length);
    extend(p, p.field_value_, at, length);
    return 0;
  }

  static int on_header_value_complete(llhttp_t* llhttp) {
    request_parser& p = self(llhttp);
    if (++p.field_count_ > base::kMaxFields) {
      return refuse(p, status::request_header_fields_too_large);
    }
    if (p.phase_ == phase::head) p.keep_field();
    return 0;
  }

  // 1 tells llhttp that there is no content: the answer to an expectation precedes it, and the
  // connection is closed after that (RFC 9110 section 10.1.1).
  static int on_headers_complete(llhttp_t* llhttp) {
    request_parser& p = self(llhttp);
    const status verdict = p.check_head();
    if (verdict != status::ok) {
      refuse(p, verdict);
      return -1;
    }
    llhttp->upgrade = 0;
    p.phase_ = phase::content;
    const bool has_content = llhttp->content_length > 0 || (llhttp->flags & F_CHUNKED) != 0;
    p.closes_ = has_content && p.request_.expectation != expectation::none;
    return p.closes_ ? 1 : 0;
  }

  static int on_body(llhttp_t* llhttp, const char* /*at*/, std::size_t length) {
    request_parser& p = self(llhttp);
    p.content_bytes_ += length;
    return p.content_bytes_ > base::kMaxBodyBytes ? refuse(p, status::content_too_large) : 0;
  }

  // A chunk that is too large is refused before it comes.
  static int on_chunk_header(llhttp_t* llhttp) {
    request_parser& p = self(llhttp);
    if (llhttp->content_length <= base::kMaxBodyBytes - p.content_bytes_) return 0;
    refuse(p, status::content_too_large);
    return -1;
  }

  // RFC 9112 section 7.1.1: extensions mean nothing here, and have no end of their own.
  static int on_chunk_extension(llhttp_t* llhttp, const char* /*at*/, std::size_t length) {
    request_parser& p = self(llhttp);
    p.extension_bytes_ += length;
    return p.extension_bytes_ > base::kMaxChunkExtensionBytes ? refuse(p, status::content_too_large)
                                                              : 0;
  }

  static int on_message_complete(llhttp_t* /*llhttp*/) { return HPE_PAUSED; }

  static const llhttp_settings_t* settings() {
    static const llhttp_settings_t table = [] {
      llhttp_settings_t s;
      llhttp_settings_init(&s);
      s.on_url = on_url;
      s.on_header_field = on_header_field;
      s.on_header_value = on_header_value;
      s.on_header_value_complete = on_header_value_complete;
      s.on_headers_complete = on_headers_complete;
      s.on_body = on_body;
      s.on_chunk_header = on_chunk_header;
      s.on_chunk_extension_name = on_chunk_extension;
      s.on_chunk_extension_value = on_chunk_extension;
      s.on_message_complete = on_message_complete;
      return s;
    }();
    return &table;
  }
};

void request_parser::reset() {
  llhttp_init(&llhttp_, HTTP_REQUEST, callbacks::settings());
  stored_head_.clear();
  base_ = nullptr;
  phase_ = phase::empty_lines;
  refused_ = false;
  closes_ = false;
  empty_line_bytes_ = 0;
  field_count_ = 0;
  content_bytes_ = 0;
  framed_bytes_ = 0;
  extension_bytes_ = 0;
  trailer_bytes_ = 0;
  target_ = {};
  field_name_ = {};
  field_value_ = {};
  head_extent_ = 0;
  fields_ = {};
  repeated_.clear();
}

parse_progress request_parser::parse(std::string_view input) {
  std::size_t skipped = 0;
  if (phase_ == phase::empty_lines) {
    skipped = skip_empty_lines(input);
    if (refused_) return refuse(refusal_);
    input.remove_prefix(skipped);
    if (input.empty()) return {parse_outcome::need_more, skipped};
    phase_ = phase::head;
  }
  parse_progress progress{};
  if (phase_ == phase::content) {
    progress = parse_content(input);
  } else if (stored_head_.empty()) {
    progress = parse_head_in_place(input);
  } else {
    progress = parse_stored_head(input);
  }
  progress.consumed += skipped;
  return progress;
}

// RFC 9112 section 2.2. Each line is a CR and a LF, so the count of bytes tells which one is due.
std::size_t request_parser::skip_empty_lines(std::string_view input) {
  std::size_t skipped = 0;
  for (const char c : input) {
    const bool inside = empty_line_bytes_ % 2 != 0;
    if (!inside && c != '\r' && c != '\n') break;
    if (c != (inside ? '\n' : '\r') || empty_line_bytes_ >= kMaxEmptyLineBytes) {
      refused_ = true;
      refusal_ = status::bad_request;
      break;
    }
    ++empty_line_bytes_;
    ++skipped;
  }
  return skipped;
}

// The usual case: the whole head is in the input, and nothing is copied.
parse_progress request_parser::parse_head_in_place(std::string_view input) {
  base_ = input.data();
  const parse_progress progress = execute(input.data(), input.size());
  if (progress.outcome != parse_outcome::need_more) return progress;
  if (phase_ == phase::content) {
    stored_head_.assign(input.substr(0, head_extent_));
    return progress;
  }
  if (input.size() > base::kMaxHeadBytes + kHeadEndBytes) {
    return refuse(status::request_header_fields_too_large);
  }
  stored_head_.assign(input);
  return progress;
}

parse_progress request_parser::parse_stored_head(std::string_view input) {
  const std::size_t before = stored_head_.size();
  const std::size_t room = base::kMaxHeadBytes + kHeadEndBytes + 1 - before;
  const std::size_t taken = std::min(input.size(), room);
  stored_head_.append(input.substr(0, taken));
  base_ = stored_head_.data();
  parse_progress progress = execute(base_ + before, taken);
  if (progress.outcome != parse_outcome::need_more) return progress;
  if (phase_ == phase::content) {
    progress = parse_content(input.substr(taken));
    progress.consumed += taken;
  } else if (stored_head_.size() > base::kMaxHeadBytes + kHeadEndBytes) {
    return refuse(status::request_header_fields_too_large);
  }
  return progress;
}

parse_progress request_parser::parse_content(std::string_view input) {
  base_ = stored_head_.data();
  const parse_progress progress = execute(input.data(), input.size());
  framed_bytes_ += progress.consumed;
  if (progress.outcome == parse_outcome::need_more && framed_bytes_ > base::kMaxFramedBodyBytes) {
    return refuse(status::content_too_large);
  }
  return progress;
}

parse_progress request_parser::execute(const char* data, std::size_t size) {
  llhttp_.data = this;
  const llhttp_errno_t error = llhttp_execute(&llhttp_, data, size);
  return settle(error, data, size);
}

parse_progress request_parser::settle(llhttp_errno_t error, const char* data, std::size_t size) {
  if (error == HPE_PAUSED) {
    finish_request();
    const char* end = llhttp_get_error_pos(&llhttp_);
    return {parse_outcome::complete, static_cast<std::size_t>(end - data)};
  }
  if (refused_) return refuse(refusal_);
  const auto available = static_cast<std::size_t>(data + size - base_);
  if (error != HPE_OK) {
    const bool in_head = phase_ == phase::head;
    return refuse(in_head ? status_of(error, {base_, available}) : status::bad_request);
  }
  if (phase_ == phase::head && target_.present && !request_line_is_sound(available)) {
    return refuse(status::bad_request);
  }
  return {parse_outcome::need_more, size};
}

parse_progress request_parser::refuse(status why) {
  refused_ = true;
  refusal_ = why;
  request_ = {};
  if (target_.present) {
    request_.method = method_of(llhttp_.method);
    request_.line = {base_, target_.offset + target_.length};
  }
  return {parse_outcome::bad, 0};
}

// What llhttp lets through in a request line: more than one space, a control character in the
// target, no version at all (HTTP/0.9, nodejs/llhttp issue 877), and the protocols of RTSP and ICE.
// Looks at what is there, for the line may still be arriving.
bool request_parser::request_line_is_sound(std::size_t available) const {
  constexpr std::string_view kAfterTarget = " HTTP/";
  const std::string_view method(base_, target_.offset - 1);
  if (method.find(' ') != std::string_view::npos) return false;
  const std::string_view target = view_of(target_);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
  if (std::any_of(target.begin(), target.end(), is_control)) return false;
  const std::size_t end = target_.offset + target_.length;
  const std::string_view after(base_ + end, std::min(available - end, kAfterTarget.size()));
  return kAfterTarget.starts_with(after);
}

// A method that is a token but not one that HTTP has is 501, and a version that has the form of one
// but is not spoken here is 505 (RFC 9110 sections 15.6.2 and 15.6.6). All else is malformed.
status request_parser::status_of(llhttp_errno_t error, std::string_view head) const {
  const auto method_end = static_cast<std::size_t>(
      std::find_if_not(head.begin(), head.end(), is_token_char) - head.begin());
  const bool method_is_token =
      method_end > 0 && (method_end == head.size() || head[method_end] == ' ');
  const std::size_t target_end = target_.offset + target_.length;
  const std::string_view after = target_.present ? head.substr(target_end) : std::string_view{};
  switch (error) {
    case HPE_INVALID_METHOD: return method_is_token ? status::not_implemented : status::bad_request;
    case HPE_INVALID_CONSTANT:
      return after.starts_with(" HTTP/") ? status::not_implemented : status::bad_request;
    case HPE_INVALID_VERSION:
      return names_other_version(after) ? status::http_version_not_supported : status::bad_request;
    case HPE_PAUSED_H2_UPGRADE: return status::http_version_not_supported;
    default: return status::bad_request;
  }
}

// A field name is looked for by length first: there are few, and most names match none of them.
void request_parser::keep_field() {
  const std::string_view name = view_of(field_name_);
  const auto known = std::find_if(
      std::begin(kKnownFields), std::end(kKnownFields),
      [name](const known_field& candidate) { return equals_ignoring_case(candidate.name, name); });
  if (known != std::end(kKnownFields)) {
    span& first = fields_[static_cast<std::size_t>(known->id)];
    if (!first.present) {
      first = field_value_.present ? field_value_ : span{field_name_.offset, 0, true};
    } else {
      join_repeated(known->id);
    }
  }
  head_extent_ =
      std::max(field_name_.offset + field_name_.length, field_value_.offset + field_value_.length);
  field_name_ = {};
  field_value_ = {};
}

// RFC 9110 section 5.3: the lines of one name are one list, in their order.
void request_parser::join_repeated(field name) {
  const auto same = [name](const repeated_field& candidate) { return candidate.name == name; };
  auto entry = std::find_if(repeated_.begin(), repeated_.end(), same);
  if (entry == repeated_.end()) {
    repeated_.push_back({name, std::string(value_of(name))});
    entry = std::prev(repeated_.end());
  }
  entry->joined.append(", ").append(trim(view_of(field_value_)));
}

// Everything that is known when the head ends; status::ok lets the request go on.
status request_parser::check_head() {
  const std::size_t line_end =
      target_.offset + target_.length + std::string_view(" HTTP/1.1").size();
  if (!request_line_is_sound(line_end)) return status::bad_request;
  if (llhttp_.http_major != 1 || llhttp_.http_minor > 1) return status::http_version_not_supported;
  if (head_extent_ > base::kMaxHeadBytes) return status::request_header_fields_too_large;
  const status framing = check_framing();
  if (framing != status::ok) return framing;
  const std::string_view host = value_of(field::host);
  const bool twice = std::any_of(repeated_.begin(), repeated_.end(),
                                 [](const repeated_field& f) { return f.name == field::host; });
  if (twice || (host.data() != nullptr && !is_host_and_port(host))) return status::bad_request;
  if (host.data() == nullptr && llhttp_.http_minor == 1) return status::bad_request;
  request_.expectation = expectation_of(value_of(field::expect), llhttp_.http_minor);
  return status::ok;
}

// RFC 9112 section 6: owlet refuses what two servers could read in two ways, whether or not the
// parser would have.
status request_parser::check_framing() const {
  const std::string_view length = value_of(field::content_length);
  const std::string_view codings = value_of(field::transfer_encoding);
  if (codings.data() != nullptr) {
    if (length.data() != nullptr || llhttp_.http_minor == 0) return status::bad_request;
    return check_transfer_encoding(codings);
  }
  if (length.data() != nullptr && !is_digits(length)) return status::bad_request;
  return llhttp_.content_length > base::kMaxBodyBytes ? status::content_too_large : status::ok;
}

void request_parser::finish_request() {
  request_.method = method_of(llhttp_.method);
  request_.minor_version = llhttp_.http_minor;
  request_.method_name = {base_, target_.offset - 1};
  request_.target = view_of(target_);
  request_.line = {base_, target_.offset + target_.length + std::string_view(" HTTP/1.1").size()};
  for (std::size_t i = 0; i < kFieldCount; ++i)
    request_.fields[i] = value_of(static_cast<field>(i));
  // What follows CONNECT would be a tunnel (RFC 9110 section 9.3.6), and is no request here.
  request_.keep_alive = !closes_ && llhttp_.method != HTTP_CONNECT &&
                        persists(request_[field::connection], request_.minor_version);
}

std::string_view request_parser::view_of(span piece) const {
  return piece.present ? std::string_view(base_ + piece.offset, piece.length) : std::string_view{};
}

std::string_view request_parser::value_of(field name) const {
  for (const repeated_field& repeated : repeated_) {
    if (repeated.name == name) return repeated.joined;
  }
  return trim(view_of(fields_[static_cast<std::size_t>(name)]));
}

}  // namespace owlet::http
