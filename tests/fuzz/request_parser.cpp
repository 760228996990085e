// Fuzzes http/request_parser: the meaning of bytes must not depend on how they are cut.
//
// Input: five bytes that say where to cut (input.h), then the bytes of a connection.
// Oracles:
//  - the same bytes in pieces as large as the server reads, byte by byte (long ones in some larger
//    pieces), and cut at the given places give the same sequence of outcomes, with equal requests
//    and equal ends; so does a parser that is moved between the cuts;
//  - each request that is accepted is one by a second, slow reading of the RFC (message_model.h);
//  - views lie inside what they may point into. Each piece is a heap block of its own that is gone
//    with the next call, so that the sanitizer sees the others.
#include "owlet/http/request_parser.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "input.h"
#include "message_model.h"

namespace owlet::fuzz {
namespace {

enum class moving : std::uint8_t { never, between_pieces };

// What one message came to, with copies of everything that was told of it.
struct event {
  http::parse_outcome outcome;
  http::status refusal;  // of a bad one
  http::method method;
  std::string line;
  http::request request;  // its views are of no use here
  std::string target;
  std::array<std::optional<std::string>, http::kFieldCount> fields;
  std::size_t end;  // bytes consumed since the beginning; of one that is complete
};

class session {
public:
  session(std::string_view all, moving how) : all_(all), how_(how) {}

  // False when nothing more may be parsed.
  bool feed(std::string_view piece) {
    const auto block = std::make_unique<char[]>(piece.size());
    std::copy(piece.begin(), piece.end(), block.get());
    std::string_view rest(block.get(), piece.size());
    while (!rest.empty()) {
      const http::parse_progress progress = parser_->parse(rest);
      require(progress.consumed <= rest.size(), "no more is consumed than there is");
      consumed_ += progress.consumed;
      switch (progress.outcome) {
        case http::parse_outcome::need_more:
          require(progress.consumed == rest.size(), "who needs more has consumed everything");
          break;
        case http::parse_outcome::complete: note_complete(rest.substr(0, progress.consumed)); break;
        case http::parse_outcome::bad: note_bad(); return false;
      }
      rest.remove_prefix(progress.consumed);
    }
    if (how_ == moving::between_pieces) {
      parser_ = std::make_unique<http::request_parser>(std::move(*parser_));
    }
    return true;
  }

  // What is left at the end of the input.
  void end() {
    require(!parser_->in_content() || parser_->started(), "content belongs to a request");
    has_started_ = parser_->started();
    in_content_ = parser_->in_content();
  }

  std::vector<event> events;
  bool has_started_ = false;
  bool in_content_ = false;

private:
  void note_complete(std::string_view last_input) {
    const http::request& request = parser_->current();
    const std::string_view message = all_.substr(begin_, consumed_ - begin_);
    if (message.size() == last_input.size()) check_views(last_input, request);
    check_accepted(message, request);
    event noted{.outcome = http::parse_outcome::complete,
                .refusal = http::status::ok,
                .method = request.method,
                .line = std::string(request.line),
                .request = request,
                .target = std::string(request.target),
                .fields = {},
                .end = consumed_};
    for (std::size_t i = 0; i < http::kFieldCount; ++i) {
      if (request.fields[i].data() != nullptr) noted.fields[i] = request.fields[i];
    }
    events.push_back(std::move(noted));
    parser_->reset();
    require(!parser_->started() && !parser_->in_content(), "a reset forgets the request");
    begin_ = consumed_;
  }

  void note_bad() {
    const http::request& request = parser_->current();
    require(parser_->refusal() >= http::status::bad_request, "a refusal is an error");
    require(!request.keep_alive && request.target.empty(), "a bad request says no more");
    events.push_back({.outcome = http::parse_outcome::bad,
                      .refusal = parser_->refusal(),
                      .method = request.method,
                      .line = std::string(request.line),
                      .request = {},
                      .target = {},
                      .fields = {},
                      .end = 0});
  }

  // A message that was whole in one input is not copied; only a field that came twice is.
  static void check_views(std::string_view input, const http::request& request) {
    const auto lies_in = [](std::string_view outer, std::string_view inner) {
      return std::less_equal<>()(outer.data(), inner.data()) &&
             std::less_equal<>()(inner.data() + inner.size(), outer.data() + outer.size());
    };
    require(lies_in(input, request.line), "the line lies inside the input");
    require(lies_in(request.line, request.target), "the target lies inside the line");
    for (const std::string_view value : request.fields) {
      const bool is_joined = value.find(", ") != std::string_view::npos;
      require(value.data() == nullptr || is_joined || lies_in(input, value),
              "a field lies inside the input");
    }
  }

  std::string_view all_;
  moving how_;
  std::unique_ptr<http::request_parser> parser_ = std::make_unique<http::request_parser>();
  std::size_t begin_ = 0;  // of the message at hand
  std::size_t consumed_ = 0;
};

session run(std::string_view bytes, const cut_plan& plan, moving how) {
  session made(bytes, how);
  const std::size_t most = bytes.size() <= 1024 ? 1024 : 64;
  for (const std::string_view piece : cut(bytes, plan, most)) {
    if (!made.feed(piece)) return made;
  }
  made.end();
  return made;
}

void compare(const event& a, const event& b) {
  require(a.outcome == b.outcome, "cuts change no outcome");
  require(is_same_refusal(a.refusal, b.refusal), "cuts change no status");
  require(a.method == b.method, "cuts change no method");
  if (a.outcome == http::parse_outcome::bad) {
    const bool is_prefix = a.line.starts_with(b.line) || b.line.starts_with(a.line);
    require(is_prefix, "cuts change no line but for where it ends");
    return;
  }
  require(a.line == b.line && a.target == b.target, "cuts change no line");
  require(a.fields == b.fields, "cuts change no field");
  require(a.request.minor_version == b.request.minor_version, "cuts change no version");
  require(a.request.expectation == b.request.expectation, "cuts change no expectation");
  require(a.request.keep_alive == b.request.keep_alive, "cuts change no persistence");
  require(a.end == b.end, "cuts move no end of a request");
}

void compare(const session& a, const session& b) {
  require(a.events.size() == b.events.size(), "cuts change no number of requests");
  for (std::size_t i = 0; i < a.events.size(); ++i) compare(a.events[i], b.events[i]);
  require(a.has_started_ == b.has_started_, "cuts do not change whether a request has begun");
  require(a.in_content_ == b.in_content_, "cuts do not change what is awaited");
}

}  // namespace
}  // namespace owlet::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  owlet::fuzz::input in(data, size);
  const auto plan = owlet::fuzz::cut_plan::from(in);
  const std::string bytes = in.expanded_text();
  using owlet::fuzz::moving;
  const auto whole = owlet::fuzz::run(bytes, {}, moving::never);
  owlet::fuzz::compare(whole, owlet::fuzz::run(bytes, {.piece = 1}, moving::between_pieces));
  owlet::fuzz::compare(whole, owlet::fuzz::run(bytes, plan, moving::never));
  return 0;
}
