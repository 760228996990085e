// Fuzzes server/connection with all that is below it: bytes in, bytes out, over a pair of sockets
// and with files on a disk.
//
// Input: a byte of flags, how much the client reads at once, five bytes that say where to cut
// (input.h), then the bytes that the client sends.
// Oracles:
//  - what comes out is a sequence of responses, each complete and strictly formed, and one for each
//    request that the request parser finds in the same bytes; none follows one that closes;
//  - status, persistence and content are those of the request and of the files (expected_site.h);
//  - the same bytes, cut anywhere, read slowly, through small buffers or with a log, give the same
//    output to the byte;
//  - a file that changes between two inputs is never sent as it was;
//  - the connection comes to rest, has a deadline whenever it waits, and closes in the end, without
//    a reset (client.h);
//  - the log has a line for each answer, with its status and its bytes, and no byte that is not
//    printable.
#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client.h"
#include "expected_site.h"
#include "input.h"
#include "message_model.h"
#include "owlet/http/request_parser.h"
#include "response_model.h"

namespace owlet::fuzz {
namespace {

enum flag : unsigned {
  kSmallBuffers = 1,
  kEndsWithLastPiece = 2,
  kWaitsForTimeOut = 4,
  kDraining = 8,
  kLog = 16,
  kDebug = 32,
  kTidy = 64,
  kSendsAhead = 128,
};

// So small that files are evicted, also while they are sent.
const site::options kCache{.cache = {.entries = 4, .bytes = 8 * 1024, .files = 2}, .files = {}};

// What is kept from one input to the next, for the sake of speed.
struct stage {
  expected_site files;
  server::metrics_board board{1};
  server::reactor reactor{files.root(), kCache, kTimeout, board.slots()[0]};
  net::poller poller;
  base::unique_fd log = testing::make_file("");
  base::unique_fd nowhere{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
};

stage& the_stage() {
  static stage made;
  return made;
}

// The answers that are due for some bytes, in their order.
std::vector<due_answer> read_requests(std::string_view bytes, unsigned flags) {
  std::vector<due_answer> due;
  http::request_parser parser;
  for (std::string_view piece : cut(bytes, {})) {
    while (!piece.empty()) {
      const auto progress = parser.parse(piece);
      piece.remove_prefix(progress.consumed);
      if (progress.outcome == http::parse_outcome::need_more) break;
      if (progress.outcome == http::parse_outcome::bad) {
        due.push_back(due_answer::to_bad_request(parser.refusal(), parser.current().method));
        return due;
      }
      due.emplace_back(parser.current());
      parser.reset();
    }
  }
  // What has begun does not end any more.
  const auto why =
      (flags & kWaitsForTimeOut) != 0 ? http::status::request_timeout : http::status::bad_request;
  if (parser.started()) due.push_back(due_answer::to_bad_request(why, http::method::other));
  return due;
}

struct seen_answer {
  std::size_t begin;  // in the output
  unsigned status;
  std::size_t content_bytes;
};

// Reads the output to its end.
std::vector<seen_answer> check_output(std::string_view output, const std::vector<due_answer>& due,
                                      unsigned flags) {
  std::vector<seen_answer> seen;
  std::string_view rest = output;
  for (const due_answer& wanted : due) {
    const std::size_t begin = output.size() - rest.size();
    require(!rest.empty(), "each request has its answer");
    const bool is_head = wanted.method == http::method::head;
    const response given =
        take_response(rest, is_head ? content_rule::none : content_rule::by_length);
    const bool is_draining = (flags & kDraining) != 0;
    the_stage().files.check(given, wanted, is_draining);
    seen.push_back({begin, given.status, given.content.size()});
    if (given.closes()) break;
  }
  require(rest.empty(), "there is no answer without a request, and none after the last");
  return seen;
}

// The output with every multipart boundary, which is another one each time, struck out.
std::string without_boundaries(std::string_view output) {
  constexpr std::string_view kPrefix = "owlet-";
  constexpr std::size_t kDigits = 24;
  std::string text(output);
  for (std::size_t at = text.find(kPrefix); at != std::string::npos;
       at = text.find(kPrefix, at + 1)) {
    const std::size_t begin = at + kPrefix.size();
    for (std::size_t i = begin; i < std::min(begin + kDigits, text.size()); ++i) text[i] = '0';
  }
  return text;
}

// Equal, but for boundaries and for a refusal that two limits compete for (message_model.h).
void compare(std::string_view output_a, const std::vector<seen_answer>& seen_a,
             std::string_view output_b, const std::vector<seen_answer>& seen_b) {
  const std::string text_a = without_boundaries(output_a);
  const std::string text_b = without_boundaries(output_b);
  const std::string_view a = text_a;
  const std::string_view b = text_b;
  if (a == b) return;
  require(!seen_a.empty() && seen_a.size() == seen_b.size(), "cuts change no number of answers");
  const seen_answer& last_a = seen_a.back();
  const seen_answer& last_b = seen_b.back();
  require(a.substr(0, last_a.begin) == b.substr(0, last_b.begin), "cuts change no answer");
  require(
      last_a.status != last_b.status && is_same_refusal(static_cast<http::status>(last_a.status),
                                                        static_cast<http::status>(last_b.status)),
      "cuts change no last answer");
}

void check_log(const std::vector<seen_answer>& seen) {
  const int fd = the_stage().log.get();
  std::string text(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
  require(::pread(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()), "pread");
  testing::check_call(::ftruncate(fd, 0), "ftruncate");
  ::lseek(fd, 0, SEEK_SET);
  std::string_view rest = text;
  for (const seen_answer& answer : seen) {
    const std::size_t end = rest.find('\n');
    require(end != std::string_view::npos, "each answer has a line of the log");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    for (const char c : line) require(c >= ' ' && c < 0x7f, "the log is printable");
    require(std::count(line.begin(), line.end(), '"') == 6, "no quote is forged");
    const std::size_t numbers = line.find("\" ") + 2;
    const std::string wanted =
        std::to_string(answer.status) + ' ' + std::to_string(answer.content_bytes) + " \"";
    require(line.substr(numbers).starts_with(wanted), "the log has the status and the bytes");
  }
  require(rest.empty(), "no line of the log is without an answer");
}

std::string converse(std::string_view bytes, const behaviour& how, unsigned flags) {
  stage& s = the_stage();
  if ((flags & kTidy) != 0) s.reactor.site.tidy(base::read_clock().monotonic);
  s.reactor.draining = (flags & kDraining) != 0;
  if ((flags & kLog) != 0) s.reactor.journal.log.emplace(s.log.get());
  if ((flags & kDebug) != 0) s.reactor.journal.debug.emplace(s.nowhere.get());
  std::string output = client(s.reactor, s.poller, how).converse(bytes);
  s.reactor.journal.log.reset();
  s.reactor.journal.debug.reset();
  return output;
}

void check_bytes(std::string_view bytes, const behaviour& how, unsigned flags) {
  const auto due = read_requests(bytes, flags);
  the_stage().files.change();
  const behaviour plain{.waits_for_time_out = how.waits_for_time_out};
  const std::string whole = converse(bytes, plain, flags & kDraining);
  const auto seen = check_output(whole, due, flags);
  const std::string pieces = converse(bytes, how, flags);
  const auto seen_in_pieces = check_output(pieces, due, flags);
  compare(whole, seen, pieces, seen_in_pieces);
  if ((flags & kLog) != 0) check_log(seen_in_pieces);
}

}  // namespace
}  // namespace owlet::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace fuzz = owlet::fuzz;
  fuzz::input in(data, size);
  const auto flags = static_cast<unsigned>(in.number(1));
  fuzz::behaviour how;
  how.read_at_once = static_cast<std::size_t>(in.number(1)) * 16;
  how.has_small_buffers = (flags & fuzz::kSmallBuffers) != 0;
  how.ends_with_last_piece = (flags & fuzz::kEndsWithLastPiece) != 0;
  how.waits_for_time_out = (flags & fuzz::kWaitsForTimeOut) != 0;
  if (how.waits_for_time_out) how.ends_with_last_piece = false;
  how.sends_ahead = (flags & fuzz::kSendsAhead) != 0;
  how.cuts = fuzz::cut_plan::from(in);
  fuzz::check_bytes(in.expanded_text(), how, flags);
  return 0;
}
