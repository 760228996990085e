// Tests of app/probe_message.
#include "owlet/app/probe_message.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::app {
namespace {

// "PLACE... HOST PATH", or the error in parentheses.
std::string describe(std::string_view url) {
  const auto parsed = parse_probe_target(url);
  if (const auto* wrong = std::get_if<probe_error>(&parsed)) return '(' + wrong->message + ')';
  const auto& target = std::get<probe_target>(parsed);
  std::string text;
  for (const net::endpoint& each : target.places) text += each.text() + ' ';
  if (!target.socket_path.empty()) text += "unix:" + target.socket_path + ' ';
  return text + target.host + ' ' + target.path;
}

TEST_CASE("a URL says where to ask, and what") {
  struct row {
    std::string_view url;
    std::string_view target;
  };
  const row kRows[] = {
      {"http://127.0.0.1", "127.0.0.1:80 127.0.0.1 /"},
      {"http://127.0.0.1:8080/", "127.0.0.1:8080 127.0.0.1:8080 /"},
      {"http://127.0.0.1:8080/a/b?c=d#e", "127.0.0.1:8080 127.0.0.1:8080 /a/b?c=d"},
      {"http://127.0.0.1:1?c", "127.0.0.1:1 127.0.0.1:1 /?c"},
      {"http://127.0.0.1:65535/x:1", "127.0.0.1:65535 127.0.0.1:65535 /x:1"},
      {"http://0.0.0.0:80/", "0.0.0.0:80 0.0.0.0:80 /"},
      {"http://[::1]/", "[::1]:80 [::1] /"},
      {"http://[::1]:81/readyz", "[::1]:81 [::1]:81 /readyz"},
      {"http://localhost/", "127.0.0.1:80 [::1]:80 localhost /"},
      {"http://localhost:9090/healthz", "127.0.0.1:9090 [::1]:9090 localhost:9090 /healthz"},
      {"unix:/run/owlet.sock", "unix:/run/owlet.sock localhost /"},
      {"unix:/run/owlet.sock:/readyz", "unix:/run/owlet.sock localhost /readyz"},
      {"unix:///run/owlet.sock", "unix:///run/owlet.sock localhost /"},
      {"unix:@owlet:/a?b=:/", "unix:@owlet localhost /a?b=:/"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.url);
    CHECK(describe(each.url) == each.target);
  }
}

TEST_CASE("a URL that is none is told with what helps") {
  struct row {
    std::string url;
    std::string_view remedy;
  };
  const row kRows[] = {
      {"", "http://ADDRESS:PORT/PATH"},
      {"127.0.0.1:8080", "http://ADDRESS:PORT/PATH"},
      {"/readyz", "http://ADDRESS:PORT/PATH"},
      {"HTTP://127.0.0.1/", "http://ADDRESS:PORT/PATH"},
      {"https://127.0.0.1/", "no TLS"},
      {"http+unix://%2Frun%2Fo.sock/", "unix:SOCKET:/PATH"},
      {"http://", "the address is missing"},
      {"http:///readyz", "the address is missing"},
      {"http://:80/", "the address is missing"},
      {"http://example.com/", "\"example.com\" is no address"},
      {"http://user@127.0.0.1/", "names are not looked up"},
      {"http://127.0.0/", "is no address"},
      {"http://[::1/", "is no address"},
      {"http://::1:80/", "address is missing"},
      {"http://fe80::1/", "brackets"},
      {"http://[::1]80/", "port"},
      {"http://127.0.0.1:/", "port"},
      {"http://127.0.0.1:0/", "port"},
      {"http://127.0.0.1:65536/", "port"},
      {"http://127.0.0.1:80x/", "port"},
      {"http://127.0.0.1:-1/", "port"},
      {"http://127.0.0.1/ HTTP/1.1", "%20"},
      {"http://127.0.0.1/\r\nX: y", "%20"},
      {"http://127.0.0.1/\xc3\xa9", "%20"},
      {"unix:", "unix:/run/owlet.sock"},
      {"unix:owlet.sock", "unix:/run/owlet.sock"},
      {"unix:@", "unix:/run/owlet.sock"},
      {"unix:@:/readyz", "unix:/run/owlet.sock"},
      {"unix:/" + std::string(107, 'a'), "at most 107"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.url);
    const std::string error = describe(each.url);
    CHECK(error.starts_with('('));
    CHECK(error.find(each.remedy) != error.npos);
    CHECK(error.find('\n') == error.npos);
  }
}

TEST_CASE("a probe asks for the path at the host, once") {
  const auto target = std::get<probe_target>(parse_probe_target("http://[::1]:81/a?b"));
  const std::string request = format_probe(target);
  CHECK(request.starts_with("GET /a?b HTTP/1.1\r\nHost: [::1]:81\r\n"));
  CHECK(request.find("\r\nConnection: close\r\n") != request.npos);
  CHECK(request.ends_with("\r\n\r\n"));
}

// "200", "incomplete" or "not HTTP"
std::string read(std::string_view bytes) {
  const probe_answer answer = read_probe_answer(bytes);
  switch (answer.state) {
    case answer_state::incomplete: return "incomplete";
    case answer_state::not_http: return "not HTTP";
    case answer_state::whole: break;
  }
  return std::to_string(answer.status);
}

TEST_CASE("an answer is known when its head is whole, and not a byte before") {
  struct row {
    std::string bytes;
    std::string_view status;
  };
  const row kRows[] = {
      {"HTTP/1.1 200 OK\r\n\r\n", "200"},
      {"HTTP/1.0 404 Not Found\r\nA: b\r\n\r\n", "404"},
      {"HTTP/1.1 503 \r\nA: b\r\nC:\r\n\r\n", "503"},
      {"HTTP/1.1 204\r\n\r\n", "204"},
      {"HTTP/1.1 200 OK\n\n", "200"},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 \r\nLink: a\r\n\r\nHTTP/1.1 301 \r\n\r\n", "301"},
  };
  for (const row& each : kRows) {
    CAPTURE(each.bytes);
    CHECK(read(each.bytes) == each.status);
    CHECK(read(each.bytes + "\r\n\r\nHTTP/1.1 500 \r\n\r\n") == each.status);
    for (std::size_t size = 0; size < each.bytes.size(); ++size) {
      CAPTURE(size);
      CHECK(read(std::string_view(each.bytes).substr(0, size)) == "incomplete");
    }
  }
}

TEST_CASE("what is no answer of HTTP/1 is known as soon as it shows") {
  for (const std::string_view bytes :
       {"\r\n", "X", "HTTP/2", "HTTP/0.9 200 OK\r\n", "http/1.1 200 OK\r\n", "HTTP/1.1200 OK\r\n",
        "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 abc\r\n", "HTTP/1.1 099 OK\r\n",
        "HTTP/1.1\r\n", "HTTP/1.1 100 \r\n\r\nX", "SSH-2.0-OpenSSH\r\n"}) {
    CAPTURE(bytes);
    CHECK(read(bytes) == "not HTTP");
  }
}

}  // namespace
}  // namespace owlet::app
