// Bytes of a connection -> one request at a time.
#pragma once

#include <llhttp.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

  // Consumes input up to the end of the request or of the input. After `complete`, current() is
  // valid until `input` is, and until the next call of a member that is not const.
  [[nodiscard]] parse_progress parse(std::string_view input);

  // The request that ended; its views point into the last input or into this parser. After `bad`,
  // only its method and its line, as far as they were read.
  [[nodiscard]] const request& current() const { return request_; }

  // The status that a bad request is to be answered with.
  [[nodiscard]] status refusal() const { return refusal_; }

  // A byte of the request (empty lines before it not counted) has been consumed.
  [[nodiscard]] bool started() const { return phase_ != phase::empty_lines; }
  // The head is whole and the content is being read.
  [[nodiscard]] bool in_content() const { return phase_ == phase::content; }

private:
  enum class phase : std::uint8_t { empty_lines, head, content };

  // Where a piece of the head lies, in bytes from the first byte of the request. Offsets and not
  // views, for the head moves when it arrives in pieces.
  struct span {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    bool present = false;
  };
  struct repeated_field {
    field name;
    std::string joined;
  };

  struct callbacks;  // what llhttp calls

  [[nodiscard]] std::size_t skip_empty_lines(std::string_view input);
  [[nodiscard]] parse_progress parse_head_in_place(std::string_view input);
  [[nodiscard]] parse_progress parse_stored_head(std::string_view input);
  [[nodiscard]] parse_progress parse_content(std::string_view input);
  [[nodiscard]] parse_progress execute(const char* data, std::size_t size);
  [[nodiscard]] parse_progress settle(llhttp_errno_t error, const char* data, std::size_t size);
  [[nodiscard]] parse_progress refuse(status why);

  [[nodiscard]] bool request_line_is_sound(std::size_t available) const;
  [[nodiscard]] status status_of(llhttp_errno_t error, std::string_view head) const;
  void keep_field();
  void join_repeated(field name);
  [[nodiscard]] status check_head();
  [[nodiscard]] status check_framing() const;
  void finish_request();
  [[nodiscard]] std::string_view view_of(span piece) const;
  [[nodiscard]] std::string_view value_of(field name) const;

  llhttp_t llhttp_;
  std::string stored_head_;     // empty while the head lies in the input
  const char* base_ = nullptr;  // the first byte of the request, during a call
  phase phase_ = phase::empty_lines;
  status refusal_ = status::bad_request;
  bool refused_ = false;  // by a rule of ours, which is refusal_
  bool closes_ = false;   // an answer that precedes the content is the last one
  std::uint8_t empty_line_bytes_ = 0;
  std::uint32_t field_count_ = 0;
  std::uint64_t content_bytes_ = 0;
  std::uint64_t framed_bytes_ = 0;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  span target_;
  span field_name_;
  span field_value_;
  std::uint32_t head_extent_ = 0;  // the end of the last field so far
  std::array<span, kFieldCount> fields_{};
  std::vector<repeated_field> repeated_;
  request request_;
};

}  // namespace owlet::http
