// Bytes of a connection -> one request at a time.
#pragma once

#include <llhttp.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/http/content_meter.h"
#include "owlet/http/empty_lines.h"
#include "owlet/http/head_fields.h"
#include "owlet/http/request.h"
#include "owlet/http/status.h"

namespace owlet::http {

// What a call of request_parser::parse came to.
enum class parse_outcome : std::uint8_t {
  need_more,  // everything was consumed, the request has not ended yet
  complete,   // current() is a request; what was not consumed belongs to the next one
  bad,        // refusal() says why; the connection is to be closed and nothing parsed after it
};

struct parse_progress {
  parse_outcome outcome;
  std::size_t consumed;  // bytes of the input
};

// Reads one request (RFC 9112), strictly, however its bytes are cut. Owns the state of a request
// that is not whole yet, with a copy of its head; knows no socket and gives no answer. Content is
// read to its end and dropped, within the bounds of base/limits. A parser may be moved at any time.
class request_parser {
public:
  request_parser() { reset(); }

  // Forgets the request and gets ready for the next one; keeps the memory of its buffers.
  void reset();

  // Consumes input up to the end of the request or of the input, which is at most kMaxHeadBytes
  // long; what comes of it does not depend on how the input is cut. After `complete`, current() is
  // valid until `input` is, and until the next call of a member that is not const.
  [[nodiscard]] parse_progress parse(std::string_view input);

  // The request that ended; its views point into the last input or into this parser. After `bad`,
  // only whether its method is HEAD, and its line, of which the end may be missing: for the log.
  [[nodiscard]] const request& current() const { return request_; }

  // The status that a bad request is to be answered with.
  [[nodiscard]] status refusal() const { return refusal_; }

  // A byte of the request (empty lines before it not counted) has been consumed.
  [[nodiscard]] bool started() const { return phase_ != phase::empty_lines; }
  // The head is whole and the content is being read.
  [[nodiscard]] bool in_content() const { return phase_ == phase::content; }

private:
  enum class phase : std::uint8_t { empty_lines, head, content };

  struct callbacks;  // what llhttp calls

  [[nodiscard]] parse_progress parse_head_in_place(std::string_view input);
  [[nodiscard]] parse_progress parse_stored_head(std::string_view input);
  [[nodiscard]] parse_progress parse_content(std::string_view input);
  [[nodiscard]] parse_progress execute(const char* data, std::size_t size);
  [[nodiscard]] parse_progress refuse(status why);

  void keep_field();
  [[nodiscard]] std::string_view after_target() const;
  [[nodiscard]] bool has_sound_line();
  [[nodiscard]] status check_head();
  [[nodiscard]] status status_of(llhttp_errno_t error);
  void finish_request();
  [[nodiscard]] std::string_view value_of(field name) const {
    return fields_.value(head_.data(), name);
  }

  llhttp_t llhttp_;
  std::string stored_head_;  // empty while the head lies in the input
  std::string_view head_;    // as far as it has come, during a call
  phase phase_ = phase::empty_lines;
  status refusal_ = status::bad_request;
  bool refused_ = false;            // by a rule of ours, which is refusal_
  bool is_answered_early_ = false;  // before its content, which then is never read
  bool is_line_sound_ = false;      // the request line is whole and was looked at
  empty_lines empty_lines_;
  std::uint32_t field_count_ = 0;
  content_meter meter_;
  head_span target_;
  head_span field_name_;
  head_span field_value_;
  std::uint32_t head_extent_ = 0;  // the end of the last field so far
  head_fields fields_;
  request request_;
};

}  // namespace owlet::http
