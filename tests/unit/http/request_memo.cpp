// Tests of http/request_memo.
#include "owlet/http/request_memo.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "owlet/http/request_parser.h"

namespace owlet::http {
namespace {

constexpr std::size_t kMostBytes = 2048;

const std::string kPlain = "GET /a?b HTTP/1.1\r\nHost: a\r\nUser-Agent: u v\r\n\r\n";

// Parses one request that is whole.
void parse(request_parser& parser, std::string_view bytes) {
  const parse_progress progress = parser.parse(bytes);
  REQUIRE(progress.outcome == parse_outcome::complete);
  REQUIRE(progress.consumed == bytes.size());
}

// The source is gone when this returns, and ASan knows it.
void remember(request_memo& memo, std::string_view bytes) {
  auto source = std::make_unique<std::string>(bytes);
  request_parser parser;
  parse(parser, *source);
  memo.remember(*source, parser.current());
  source->assign(source->size(), '?');
}

void check_same(std::string_view a, std::string_view b) {
  CHECK(a == b);
  CHECK((a.data() == nullptr) == (b.data() == nullptr));
}

void check_same(const request& a, const request& b) {
  CHECK(a.method == b.method);
  CHECK(a.minor_version == b.minor_version);
  CHECK(a.expectation == b.expectation);
  CHECK(a.keep_alive == b.keep_alive);
  check_same(a.target, b.target);
  check_same(a.line, b.line);
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    CAPTURE(i);
    check_same(a.fields[i], b.fields[i]);
  }
}

std::string request_of_size(std::size_t size) {
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nReferer: ";
  return start + std::string(size - start.size() - 4, 'r') + "\r\n\r\n";
}

TEST_CASE("a request that is remembered is the one that the parser makes of the same bytes") {
  const std::string kRequests[] = {
      kPlain,
      "GET / HTTP/1.0\r\n\r\n",
      "HEAD /%41 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
      "OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n",
      "DELETE /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
      "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET http://b/c HTTP/1.1\r\nhOST: \t a \t\r\nX: y\r\nX: z\r\nAccept: */*\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nReferer: \r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nExpect: other\r\nContent-Length: 0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nIf-Match: *\r\nIf-None-Match: \"x\"\r\nIf-Range: \"y\"\r\n"
      "If-Modified-Since: m\r\nIf-Unmodified-Since: n\r\nRange: bytes=0-1\r\nReferer: r\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;e\r\nx\r\n0\r\nT: "
      "t\r\n\r\n",
      request_of_size(kMostBytes),
  };
  for (const std::string& bytes : kRequests) {
    CAPTURE(bytes);
    request_memo memo;
    remember(memo, bytes);
    const request* known = memo.match(bytes);
    REQUIRE(known != nullptr);
    CHECK(memo.size() == bytes.size());
    request_parser parser;
    parse(parser, bytes);
    check_same(*known, parser.current());
  }
}

TEST_CASE("nothing is known before something is remembered") {
  const request_memo memo;
  CHECK(memo.match("") == nullptr);
  CHECK(memo.match(kPlain) == nullptr);
  CHECK(memo.size() == 0);
}

TEST_CASE("only an input that begins with all of the bytes is the request") {
  request_memo memo;
  remember(memo, kPlain);
  CHECK(memo.match(kPlain) != nullptr);
  CHECK(memo.match(kPlain + kPlain) == memo.match(kPlain));
  CHECK(memo.match(kPlain + "G") != nullptr);
  CHECK(memo.match(kPlain + std::string(1, '\0')) != nullptr);
  for (std::size_t size = 0; size < kPlain.size(); ++size) {
    CAPTURE(size);
    CHECK(memo.match(kPlain.substr(0, size)) == nullptr);
    CHECK(memo.match(kPlain.substr(size + 1)) == nullptr);
  }
}

TEST_CASE("a single other bit is another request") {
  request_memo memo;
  remember(memo, kPlain);
  for (std::size_t place = 0; place < kPlain.size(); ++place) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string changed = kPlain;
      changed[place] = static_cast<char>(static_cast<unsigned char>(changed[place]) ^ (1U << bit));
      CAPTURE(changed);
      CHECK(memo.match(changed) == nullptr);
      CHECK(memo.match(changed + kPlain) == nullptr);
    }
  }
}

TEST_CASE("a request with content is known by its content, too") {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
  request_memo memo;
  remember(memo, head + "hello");
  CHECK(memo.match(head + "hello") != nullptr);
  CHECK(memo.match(head + "helloGET") != nullptr);
  CHECK(memo.match(head + "jello") == nullptr);
  CHECK(memo.match(head + "hell") == nullptr);
  CHECK(memo.match(head) == nullptr);
}

TEST_CASE("a request that is long is not remembered") {
  request_memo memo;
  remember(memo, request_of_size(kMostBytes + 1));
  CHECK(memo.match(request_of_size(kMostBytes + 1)) == nullptr);
  const std::string start = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2048\r\n\r\n";
  remember(memo, start + std::string(2048, 'x'));
  CHECK(memo.match(start + std::string(2048, 'x')) == nullptr);
  remember(memo, request_of_size(kMostBytes));
  CHECK(memo.match(request_of_size(kMostBytes)) != nullptr);
}

TEST_CASE("a request with values that are not among its bytes is not remembered") {
  request_memo memo;
  for (const std::string_view name : {"If-Match", "If-None-Match", "Referer", "User-Agent"}) {
    CAPTURE(name);
    const std::string line = std::string(name) + ": \"a\"\r\n";
    const std::string repeated = "GET / HTTP/1.1\r\nHost: a\r\n" + line + line + "\r\n";
    remember(memo, repeated);
    CHECK(memo.match(repeated) == nullptr);
  }
}

TEST_CASE("a request whose head came in pieces is not remembered") {
  for (const std::string& whole : {kPlain, std::string("GET / HTTP/1.0\r\n\r\n")}) {
    for (std::size_t place = 1; place < whole.size(); ++place) {
      CAPTURE(place);
      const std::string_view rest = std::string_view(whole).substr(place);
      request_memo memo;
      request_parser parser;
      REQUIRE(parser.parse(whole.substr(0, place)).outcome == parse_outcome::need_more);
      parse(parser, rest);
      memo.remember(rest, parser.current());
      CHECK(memo.match(rest) == nullptr);
      CHECK(memo.match(whole) == nullptr);
    }
  }
}

TEST_CASE("what is remembered takes the place of what was") {
  const std::string short_one = "GET / HTTP/1.0\r\n\r\n";
  request_memo memo;
  CHECK(memo.id() == 0);
  for (const std::string& bytes : {kPlain, short_one, request_of_size(kMostBytes), kPlain}) {
    CAPTURE(bytes);
    const std::uint64_t former = memo.id();
    remember(memo, bytes);
    CHECK(memo.id() == former + 1);
    for (const std::string& other : {kPlain, short_one, request_of_size(kMostBytes)}) {
      CHECK((memo.match(other) != nullptr) == (other == bytes));
    }
    request_parser parser;
    parse(parser, bytes);
    const request* known = memo.match(bytes);
    REQUIRE(known != nullptr);
    check_same(*known, parser.current());
  }
}

}  // namespace
}  // namespace owlet::http
