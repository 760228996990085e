// Bytes of a connection -> one request at a time.
#include "owlet/http/request_parser.h"

#include <algorithm>

#include "owlet/base/limits.h"
#include "owlet/http/message_rules.h"
#include "owlet/http/target_path.h"

#if LLHTTP_VERSION_MAJOR * 10000 + LLHTTP_VERSION_MINOR * 100 + LLHTTP_VERSION_PATCH < 90201
#error "owlet needs llhttp 9.2.1 or later: earlier ones have known request-smuggling faults"
#endif

namespace owlet::http {

namespace {

constexpr std::size_t kHeadEndBytes = 4;  // the CRLF of the last line and that of the end
constexpr std::size_t kVersionBytes = 9;  // " HTTP/1.1"

method method_of(std::uint8_t llhttp_method) {
  switch (llhttp_method) {
    case HTTP_GET: return method::get;
    case HTTP_HEAD: return method::head;
    case HTTP_OPTIONS: return method::options;
    default: return method::other;
  }
}

// Methods of RTSP and ICE, which llhttp reads too, and then misses their protocol.
bool is_foreign(std::uint8_t llhttp_method) {
  return llhttp_method == HTTP_SOURCE ||
         (llhttp_method >= HTTP_DESCRIBE && llhttp_method <= HTTP_FLUSH);
}

}  // namespace

// The only thing that the callbacks decide is whether the request is to be refused: everything else
// waits until it has been read to its end.
struct request_parser::callbacks {
  static request_parser& self(llhttp_t* llhttp) {
    return *static_cast<request_parser*>(llhttp->data);
  }

  // What a callback gives to llhttp: to go on, or to stop because the request is refused.
  static int apply(request_parser& p, status verdict) {
    if (verdict == status::ok) return 0;
    p.refused_ = true;
    p.refusal_ = verdict;
    return -1;
  }

  // A span that goes on in the next piece of input is told in several calls.
  static void extend(request_parser& p, head_span& piece, const char* at, std::size_t length) {
    if (!piece.is_present) piece = {static_cast<std::uint32_t>(at - p.head_.data()), 0, true};
    piece.length += static_cast<std::uint32_t>(length);
  }

  static int on_url(llhttp_t* llhttp, const char* at, std::size_t length) {
    request_parser& p = self(llhttp);
    extend(p, p.target_, at, length);
    const bool is_too_long = p.target_.end() > base::kMaxRequestLineBytes;
    return apply(p, is_too_long ? status::uri_too_long : status::ok);
  }

  // Trailers come through the same callbacks as the fields of the head.
  static int take_piece(request_parser& p, head_span& piece, const char* at, std::size_t length) {
    if (p.phase_ == phase::content) return apply(p, p.meter_.add_trailer(length));
    extend(p, piece, at, length);
    return 0;
  }

  static int on_header_field(llhttp_t* llhttp, const char* at, std::size_t length) {
    return take_piece(self(llhttp), self(llhttp).field_name_, at, length);
  }

  static int on_header_value(llhttp_t* llhttp, const char* at, std::size_t length) {
    return take_piece(self(llhttp), self(llhttp).field_value_, at, length);
  }

  static int on_header_value_complete(llhttp_t* llhttp) {
    request_parser& p = self(llhttp);
    if (p.phase_ == phase::head) p.keep_field();
    const bool is_too_many = ++p.field_count_ > base::kMaxFields;
    return apply(p, is_too_many ? status::request_header_fields_too_large : status::ok);
  }

  // 1 tells llhttp that there is no content: the answer to an expectation precedes it, and the
  // connection is closed after that (RFC 9110 section 10.1.1).
  static int on_headers_complete(llhttp_t* llhttp) {
    request_parser& p = self(llhttp);
    const status verdict = p.check_head();
    if (verdict != status::ok) return apply(p, verdict);
    llhttp->upgrade = 0;
    p.phase_ = phase::content;
    const bool has_content = llhttp->content_length > 0 || (llhttp->flags & F_CHUNKED) != 0;
    p.is_answered_early_ = has_content && p.request_.expectation != expectation::none;
    return p.is_answered_early_ ? 1 : 0;
  }

  static int on_body(llhttp_t* llhttp, const char* /*at*/, std::size_t length) {
    return apply(self(llhttp), self(llhttp).meter_.add_content(length));
  }

  static int on_chunk_header(llhttp_t* llhttp) {
    return apply(self(llhttp), self(llhttp).meter_.expect_content(llhttp->content_length));
  }

  static int on_chunk_extension(llhttp_t* llhttp, const char* /*at*/, std::size_t length) {
    return apply(self(llhttp), self(llhttp).meter_.add_extension(length));
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
  head_ = {};
  phase_ = phase::empty_lines;
  refused_ = is_answered_early_ = is_line_sound_ = false;
  empty_lines_ = {};
  field_count_ = head_extent_ = 0;
  meter_ = {};
  target_ = field_name_ = field_value_ = {};
  fields_.clear();
}

parse_progress request_parser::parse(std::string_view input) {
  std::size_t skipped = 0;
  if (phase_ == phase::empty_lines) {
    const auto leading = empty_lines_.skip(input);
    if (!leading) return refuse(status::bad_request);
    skipped = *leading;
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

// The usual case: the whole head is in the input, and nothing is copied.
parse_progress request_parser::parse_head_in_place(std::string_view input) {
  head_ = input;
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
  head_ = stored_head_;
  parse_progress progress = execute(head_.data() + before, taken);
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
  head_ = stored_head_;
  const parse_progress progress = execute(input.data(), input.size());
  const status verdict = meter_.add_framed(progress.consumed);
  const bool is_too_much = progress.outcome == parse_outcome::need_more && verdict != status::ok;
  return is_too_much ? refuse(verdict) : progress;
}

parse_progress request_parser::execute(const char* data, std::size_t size) {
  llhttp_.data = this;
  const llhttp_errno_t error = llhttp_execute(&llhttp_, data, size);
  if (error == HPE_PAUSED) {
    finish_request();
    const char* end = llhttp_get_error_pos(&llhttp_);
    return {parse_outcome::complete, static_cast<std::size_t>(end - data)};
  }
  if (refused_) return refuse(refusal_);
  if (error != HPE_OK)
    return refuse(phase_ == phase::head ? status_of(error) : status::bad_request);
  if (phase_ == phase::head && !has_sound_line()) return refuse(status::bad_request);
  return {parse_outcome::need_more, size};
}

parse_progress request_parser::refuse(status why) {
  refused_ = true;
  refusal_ = why;
  request_ = {};
  request_.method = head_.starts_with("HEAD ") ? method::head : method::other;
  request_.line = head_.substr(0, head_.find_first_of("\r\n"));
  return {parse_outcome::bad, 0};
}

void request_parser::keep_field() {
  fields_.keep(head_.data(), field_name_, field_value_);
  head_extent_ = field_value_.length > 0 ? field_value_.end() : field_name_.end();
  field_name_ = {};
  field_value_ = {};
}

std::string_view request_parser::after_target() const {
  return target_.is_present ? head_.substr(target_.end()) : std::string_view{};
}

bool request_parser::has_sound_line() {
  if (is_line_sound_ || !target_.is_present) return true;
  const bool is_sound = is_sound_request_line(head_.substr(0, target_.offset - 1),
                                              target_.in(head_.data()), after_target());
  is_line_sound_ = is_sound && after_target().size() >= kVersionBytes;  // for good
  return is_sound;
}

// Only what llhttp has looked at decides, so that it does not matter how the input is cut.
status request_parser::status_of(llhttp_errno_t error) {
  if (!has_sound_line()) return status::bad_request;
  const char* stop = llhttp_get_error_pos(&llhttp_);
  const std::string_view read = head_.substr(0, static_cast<std::size_t>(stop - head_.data()) + 1);
  switch (error) {
    case HPE_INVALID_METHOD: return refuse_method(read);
    case HPE_INVALID_CONSTANT:
      return is_foreign(llhttp_.method) ? refuse_method(read) : status::bad_request;
    case HPE_INVALID_VERSION: return refuse_version(after_target());
    case HPE_PAUSED_H2_UPGRADE: return status::http_version_not_supported;
    default: return status::bad_request;
  }
}

// Everything that is known when the head ends; status::ok lets the request go on.
status request_parser::check_head() {
  if (!has_sound_line()) return status::bad_request;
  if (llhttp_.http_major != 1 || llhttp_.http_minor > 1) return status::http_version_not_supported;
  if (head_extent_ > base::kMaxHeadBytes) return status::request_header_fields_too_large;
  const status framing = check_framing(value_of(field::content_length),
                                       value_of(field::transfer_encoding), llhttp_.http_minor);
  if (framing != status::ok) return framing;
  if (!is_sound_host(value_of(field::host), fields_.is_repeated(field::host), llhttp_.http_minor)) {
    return status::bad_request;
  }
  request_.expectation = expectation_of(value_of(field::expect), llhttp_.http_minor);
  return meter_.expect_content(llhttp_.content_length);
}

void request_parser::finish_request() {
  request_.method = method_of(llhttp_.method);
  request_.minor_version = llhttp_.http_minor;
  request_.target = target_.in(head_.data());
  request_.line = {head_.data(), target_.end() + kVersionBytes};
  fields_.fill(head_.data(), request_.fields);
  // What follows CONNECT would be a tunnel (RFC 9110 section 9.3.6), and is no request here.
  request_.keep_alive = !is_answered_early_ && llhttp_.method != HTTP_CONNECT &&
                        persists(request_[field::connection], request_.minor_version);
}

}  // namespace owlet::http
