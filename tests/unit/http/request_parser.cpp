// Tests of http/request_parser: each request whole, cut at every byte, and byte by byte.
#include "owlet/http/request_parser.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "owlet/base/limits.h"
#include "request_rows.h"

namespace owlet::http {
namespace {

constexpr std::string_view kFieldNames[] = {
    "host",     "connection",      "content-length",    "transfer-encoding",   "expect",
    "if-match", "if-none-match",   "if-modified-since", "if-unmodified-since", "if-range",
    "range",    "referer",         "user-agent",        "forwarded",           "x-forwarded-for",
    "accept",   "accept-encoding", "authorization",     "sec-fetch-mode",
};
static_assert(std::size(kFieldNames) == kFieldCount);

method method_named(std::string_view name) {
  if (name == "GET") return method::get;
  if (name == "HEAD") return method::head;
  return name == "OPTIONS" ? method::options : method::other;
}

std::string describe(const request& whole) {
  const std::string version = std::to_string(whole.minor_version);
  const std::string name(whole.line.substr(0, whole.line.find(' ')));
  const std::string target(whole.target);
  CHECK(whole.method == method_named(name));
  CHECK(whole.line == name + ' ' + target + " HTTP/1." + version);
  std::string text = name + ' ' + target + " 1." + version;
  text += whole.keep_alive ? " keep" : " close";
  if (whole.expectation == expectation::continue_100) text += " continue";
  if (whole.expectation == expectation::unknown) text += " unknown";
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (!whole.has(static_cast<field>(i))) continue;
    text.append(" ").append(kFieldNames[i]).append("=").append(whole.fields[i]);
  }
  return text;
}

// A client that is read piece by piece, as a connection does it.
class client {
public:
  // False when nothing more is to be parsed.
  bool send(std::string_view piece) {
    const std::vector<char> bytes(piece.begin(), piece.end());  // so that ASan sees its ends
    std::string_view input(bytes.data(), bytes.size());
    while (!input.empty()) {
      const parse_progress progress = parser_.parse(input);
      REQUIRE(progress.consumed <= input.size());
      input.remove_prefix(progress.consumed);
      if (progress.outcome == parse_outcome::need_more) {
        REQUIRE(input.empty());
        return true;
      }
      if (progress.outcome == parse_outcome::bad) {
        add(std::to_string(static_cast<unsigned>(parser_.refusal())));
        return false;
      }
      add(describe(parser_.current()));
      if (!parser_.current().keep_alive) return false;
      parser_.reset();
    }
    return true;
  }
  void move_parser() {
    request_parser other(std::move(parser_));
    parser_ = request_parser();
    parser_ = std::move(other);
  }
  void end() {
    if (parser_.started()) add("more");
  }
  [[nodiscard]] const std::string& outcome() const { return outcome_; }

private:
  void add(const std::string& entry) { outcome_ += (outcome_.empty() ? "" : "; ") + entry; }

  request_parser parser_;
  std::string outcome_;
};

enum class moves : bool { no, yes };

std::string outcome_of(std::span<const std::string_view> pieces, moves parser_moves = moves::no) {
  client each;
  bool goes_on = true;
  for (const std::string_view piece : pieces) {
    goes_on = goes_on && each.send(piece);
    if (parser_moves == moves::yes) each.move_parser();
  }
  if (goes_on) each.end();
  return each.outcome();
}

std::vector<std::string_view> cut(std::string_view input, std::size_t size) {
  std::vector<std::string_view> pieces;
  for (; !input.empty(); input.remove_prefix(std::min(size, input.size()))) {
    pieces.push_back(input.substr(0, size));
  }
  return pieces;
}

std::string outcome_of(std::string_view input, std::size_t size) {
  return outcome_of(cut(input, size));
}

// The request gives the outcome, whole and in every two pieces and in many small ones.
void check(std::string_view input, std::string_view outcome) {
  CAPTURE(input);
  CHECK(outcome_of(input, input.size() + 1) == outcome);
  for (std::size_t i = 1; i < input.size(); ++i) {
    CAPTURE(i);
    const std::string_view pieces[] = {input.substr(0, i), input.substr(i)};
    CHECK(outcome_of(pieces) == outcome);
    CHECK(outcome_of(pieces, moves::yes) == outcome);
  }
  for (const std::size_t size : {1U, 2U, 3U, 7U}) {
    CAPTURE(size);
    CHECK(outcome_of(input, size) == outcome);
    CHECK(outcome_of(cut(input, size), moves::yes) == outcome);
  }
}

void check_all(std::span<const testing::request_row> rows) {
  for (const auto& row : rows) check(row.input, row.outcome);
}

const std::string kHead = "GET / HTTP/1.1\r\nHost: a\r\n";

TEST_CASE("a request is read the same however it is cut") { check_all(testing::kWholeRequests); }

TEST_CASE("requests in one segment are read one after the other, up to the last of a connection") {
  check_all(testing::kPipelines);
}

TEST_CASE("a few empty lines may come before a request") { check_all(testing::kEmptyLines); }

TEST_CASE("a request line is what the RFC says, to the letter") { check_all(testing::kBadLines); }

TEST_CASE("fields that are malformed, or frame a message in two ways, are refused") {
  for (const auto& row : testing::kBadFields) {
    check(kHead + std::string(row.input) + "\r\n", row.outcome);
  }
}

TEST_CASE("fields say whether the connection stays and what is expected, and repeated ones join") {
  for (const auto& row : testing::kGoodFields) {
    check(kHead + std::string(row.input) + "\r\n", "GET / 1.1 " + std::string(row.outcome));
  }
}

TEST_CASE("chunks are read to their end and dropped") {
  for (const auto& row : testing::kChunks) {
    const std::string input = kHead + "Transfer-Encoding: chunked\r\n\r\n" + std::string(row.input);
    const std::string whole = "GET / 1.1 keep host=a transfer-encoding=chunked";
    check(input, row.outcome.empty() ? whole : row.outcome);
  }
}

TEST_CASE("trailers change nothing of the request") {
  check(
      kHead +
          "Transfer-Encoding: chunked\r\n\r\n0\r\nHost: b\r\nConnection: close\r\nRange: x\r\n\r\n",
      "GET / 1.1 keep host=a transfer-encoding=chunked");
}

TEST_CASE("HTTP/1.0 stays only when asked to, knows no expectation and no chunks") {
  constexpr testing::request_row kRows[] = {
      {"Connection: keep-alive\r\n", "GET / 1.0 keep connection=keep-alive"},
      {"Connection: x, Keep-Alive\r\n", "GET / 1.0 keep connection=x, Keep-Alive"},
      {"Connection: keep-alive, close\r\n", "GET / 1.0 close connection=keep-alive, close"},
      {"Expect: 100-continue\r\n", "GET / 1.0 close expect=100-continue"},
      {"Transfer-Encoding: chunked\r\n", "400"},
      {"Transfer-Encoding: gzip, chunked\r\n", "400"},
      {"Host: a b\r\n", "400"},
  };
  for (const auto& row : kRows) {
    check("GET / HTTP/1.0\r\n" + std::string(row.input) + "\r\n", row.outcome);
  }
}

TEST_CASE("HTTP/1.1 needs one Host, and one that could be one") {
  check("GET / HTTP/1.1\r\n\r\n", "400");
  check("GET / HTTP/1.1\r\nX: y\r\n\r\n", "400");
  for (const std::string host : {"a b", "a/b", "a@b", "a:b", "[::1", "::1", "a,b\\", "a%4"}) {
    check("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n", "400");
  }
}

TEST_CASE("a refusal knows the method and the line, and consumes nothing more") {
  const std::string input = "HEAD /a HTTP/1.1\r\nX: y\r\n\r\n";
  for (const std::size_t size : {1U, 5U, 100U}) {
    CAPTURE(size);
    request_parser parser;
    parse_progress last{};
    for (const std::string_view piece : cut(input, size)) {
      last = parser.parse(piece);
      if (last.outcome != parse_outcome::need_more) break;
    }
    CHECK(last.outcome == parse_outcome::bad);
    CHECK(last.consumed == 0);
    CHECK(parser.refusal() == status::bad_request);
    CHECK(parser.current().method == method::head);
    CHECK(parser.current().line.starts_with("HEAD /a"));
  }
}

TEST_CASE("the parser says where in a request it is") {
  request_parser parser;
  CHECK_FALSE(parser.started());
  (void)parser.parse("\r\n");
  CHECK_FALSE(parser.started());
  (void)parser.parse("P");
  CHECK(parser.started());
  CHECK_FALSE(parser.in_content());
  (void)parser.parse("OST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
  CHECK(parser.in_content());
  CHECK(parser.parse("x").outcome == parse_outcome::need_more);
  CHECK(parser.in_content());
  const parse_progress last = parser.parse("xGET");
  CHECK(last.outcome == parse_outcome::complete);
  CHECK(last.consumed == 1);
  parser.reset();
  CHECK_FALSE(parser.started());
  CHECK_FALSE(parser.in_content());
}

// -- Bounds: at the limit passes, one more is refused -------------------------------------------

void check_bound(const std::string& input, bool is_within, std::string_view refusal) {
  for (const std::size_t size : {1U, 1000U, 16'384U, 100'000'000U}) {
    if (size == 1 && input.size() > 100'000) continue;  // takes long and shows nothing new
    CAPTURE(size);
    const std::string outcome = outcome_of(input, size);
    CAPTURE(outcome);
    if (is_within) {
      CHECK(outcome.find(" 1.1 keep") != std::string::npos);
    } else {
      CHECK(outcome == refusal);
    }
  }
}

TEST_CASE("a request line has a bound") {
  for (const std::string method : {"GET ", "OPTIONS "}) {
    for (const std::size_t extra : {0U, 1U}) {
      CAPTURE(extra);
      const std::size_t size = base::kMaxRequestLineBytes + extra - method.size() - 1;
      check_bound(method + '/' + std::string(size, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
                  extra == 0, "414");
    }
  }
  CHECK(outcome_of("GET /" + std::string(10'000, 'a'), 1000) == "414");
}

TEST_CASE("a head has a bound, and is not waited for beyond it") {
  for (const std::size_t extra : {0U, 1U}) {
    CAPTURE(extra);
    const std::string name = kHead + "X: ";
    const std::string value(base::kMaxHeadBytes + extra - name.size(), 'a');
    check_bound(name + value + "\r\n\r\n", extra == 0, "431");
    const std::string long_name(base::kMaxHeadBytes + extra - kHead.size() - 2, 'n');
    check_bound(kHead + long_name + ":v\r\n\r\n", extra == 0, "431");
  }
  CHECK(outcome_of(kHead + std::string(40'000, 'n'), 1000) == "431");
  CHECK(outcome_of(kHead + "X: " + std::string(40'000, ' '), 1000) == "431");
}

TEST_CASE("the number of fields has a bound, and trailers count") {
  for (const std::size_t extra : {0U, 1U}) {
    CAPTURE(extra);
    std::string fields;
    for (std::size_t i = 1; i < base::kMaxFields + extra; ++i) fields += "X: y\r\n";
    check_bound(kHead + fields + "\r\n", extra == 0, "431");
    fields.resize(fields.size() - std::string("X: y\r\n").size());
    check_bound(kHead + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + fields + "\r\n", extra == 0,
                "431");
  }
}

TEST_CASE("trailers have a bound in bytes") {
  for (const std::size_t extra : {0U, 1U}) {
    CAPTURE(extra);
    const std::string trailer = "X: " + std::string(base::kMaxHeadBytes + extra - 1, 'a') + "\r\n";
    check_bound(kHead + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + trailer + "\r\n", extra == 0,
                "431");
  }
}

TEST_CASE("content has a bound, in one piece or in chunks") {
  for (const std::size_t extra : {0U, 1U}) {
    CAPTURE(extra);
    const std::string content(base::kMaxBodyBytes + extra, 'x');
    const std::string length = "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n";
    check_bound(kHead + length + content, extra == 0, "413");
    const std::string chunk = extra == 0 ? "100000\r\n" : "100001\r\n";
    check_bound(kHead + "Transfer-Encoding: chunked\r\n\r\n" + chunk + content + "\r\n0\r\n\r\n",
                extra == 0, "413");
  }
}

TEST_CASE("chunks of a byte each may fill the content, and not one more") {
  for (const std::size_t extra : {0U, 1U}) {
    CAPTURE(extra);
    std::string input = kHead + "Transfer-Encoding: chunked\r\n\r\n";
    for (std::size_t i = 0; i < base::kMaxBodyBytes + extra; ++i) input += "1\r\nx\r\n";
    const std::string outcome = outcome_of(input + "0\r\n\r\n", base::kReceiveBufferBytes);
    CHECK(outcome.starts_with(extra == 0 ? "GET" : "413"));
  }
}

TEST_CASE("chunk extensions have a bound, all of a message together") {
  for (const std::size_t extra : {0U, 1U}) {
    CAPTURE(extra);
    const std::string half(base::kMaxChunkExtensionBytes / 2, 'e');
    const std::string other(base::kMaxChunkExtensionBytes / 2 + extra, 'e');
    check_bound(
        kHead + "Transfer-Encoding: chunked\r\n\r\n1;" + half + "\r\nx\r\n0;" + other + "\r\n\r\n",
        extra == 0, "413");
  }
}

TEST_CASE("the framing of content has a bound: zeros before a chunk size do not go on for ever") {
  client zeros;
  REQUIRE(zeros.send(kHead + "Transfer-Encoding: chunked\r\n\r\n"));
  const std::string piece(base::kReceiveBufferBytes, '0');
  std::uint64_t sent = 0;
  while (sent <= 2 * base::kMaxFramedBodyBytes && zeros.send(piece)) sent += piece.size();
  CHECK(zeros.outcome() == "413");
  CHECK(sent == base::kMaxFramedBodyBytes);
}

}  // namespace
}  // namespace owlet::http
