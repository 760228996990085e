// Requests, and what the parser makes of each: every row is to give the same however it is cut.
#pragma once

#include <string_view>

namespace owlet::http::testing {

using std::string_view_literals::operator""sv;

// `outcome` is one entry for each request, separated by "; ": method, target, version, whether the
// connection stays, what is expected, the known fields; or the status of a refusal, which is the
// last; or "more" for a request that has begun and not ended.
struct request_row {
  std::string_view input;
  std::string_view outcome;
};

inline constexpr request_row kWholeRequests[] = {
    {"", ""},
    {"G", "more"},
    {"GET / HTTP/1.1\r\nHost: a\r\n", "more"},
    {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 1.1 keep host=a"},
    {"GET / HTTP/1.0\r\n\r\n", "GET / 1.0 close"},
    {"GET /a/b?c=d&e HTTP/1.1\r\nhOsT:a:80\r\n\r\n", "GET /a/b?c=d&e 1.1 keep host=a:80"},
    {"HEAD /%41 HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "HEAD /%41 1.1 keep host=[::1]:80"},
    {"OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n", "OPTIONS * 1.1 keep host="},
    {"GET http://b/c HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://b/c 1.1 keep host=a"},
    {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT a:80 1.1 close host=a"},
    {"GET / HTTP/1.1\r\nX: y\r\nHost: \t a\t \r\n\r\n", "GET / 1.1 keep host=a"},
    {"DELETE /a HTTP/1.1\r\nHost: a\r\n\r\n", "DELETE /a 1.1 keep host=a"},
    {"PROPFIND /a HTTP/1.1\r\nHost: a\r\n\r\n", "PROPFIND /a 1.1 keep host=a"},
    {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
     "POST / 1.1 keep host=a content-length=5"},
    {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell", "more"},
    {"POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n", "POST / 1.0 close content-length=0"},
    {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 002\r\n\r\nxy",
     "GET / 1.1 keep host=a content-length=002"},
    {"GET / HTTP/1.1\r\nHost: a\r\nReferer: r\r\nUser-Agent: u v\r\nRange: bytes=0-1\r\n\r\n",
     "GET / 1.1 keep host=a range=bytes=0-1 referer=r user-agent=u v"},
    {"GET / HTTP/1.1\r\nHost: a\r\nIf-Match: *\r\nIf-None-Match: \"x\"\r\nIf-Range: \"y\"\r\n"
     "If-Modified-Since: m\r\nIf-Unmodified-Since: n\r\n\r\n",
     "GET / 1.1 keep host=a if-match=* if-none-match=\"x\" if-modified-since=m "
     "if-unmodified-since=n if-range=\"y\""},
};

inline constexpr request_row kPipelines[] = {
    {"GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3",
     "GET /1 1.1 keep host=a; GET /2 1.1 keep host=a; more"},
    {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nGETGET / HTTP/1.1\r\nHost: b\r\n\r\n",
     "POST / 1.1 keep host=a content-length=3; GET / 1.1 keep host=b"},
    {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
     "GET / HTTP/1.1\r\nHost: b\r\n\r\n",
     "POST / 1.1 keep host=a transfer-encoding=chunked; GET / 1.1 keep host=b"},
    {"GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: b\r\n\r\n\r\n",
     "GET / 1.1 keep host=a; GET / 1.1 keep host=b"},
    {"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
     "GET / 1.1 keep host=a; 400"},
    {"GET / HTTP/1.1\r\nHost: a\r\nReferer: r\r\n\r\nGET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n",
     "GET / 1.1 keep host=a referer=r; GET / 1.0 close"},
};

inline constexpr request_row kEmptyLines[] = {
    {"\r\n", ""},
    {"\r", ""},
    {"\r\nG", "more"},
    {"\r\n\r\nGET / HTTP/1.0\r\n\r\n", "GET / 1.0 close"},
    {"\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.0\r\n\r\n", "GET / 1.0 close"},
    {"\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.0\r\n\r\n", "400"},
    {"\nGET / HTTP/1.0\r\n\r\n", "400"},
    {"\r\r\nGET / HTTP/1.0\r\n\r\n", "400"},
    {"\rGET / HTTP/1.0\r\n\r\n", "400"},
    {"\r\n GET / HTTP/1.0\r\n\r\n", "400"},
};

inline constexpr request_row kBadLines[] = {
    {"GET /\r\n\r\n", "400"},  // HTTP/0.9
    {"GET /\r\nHost: a\r\n\r\n", "400"},
    {"GET /\n", "400"},
    {"GET\r\n\r\n", "400"},
    {"GET \r\n\r\n", "400"},
    {"GET HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {" GET / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET /  HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "400"},
    {"GET / HTTP/1.1\nHost: a\n\n", "400"},
    {"GET / HTTP/1.1\nHost: a\r\n\r\n", "400"},
    {"GET / HTTP/1.1\rHost: a\r\n\r\n", "400"},
    {"GET / HTTP/1.1\r\rHost: a\r\n\r\n", "400"},
    {"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"sv, "400"},
    {"GET /a\x01 HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET /a\x7f HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET /a\rb HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET / http/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET / HTTP/1\r\nHost: a\r\n\r\n", "400"},
    {"GET / HTTP/1.\r\nHost: a\r\n\r\n", "400"},
    {"GET / HTTP/1.10\r\nHost: a\r\n\r\n", "400"},
    {"GET / HTTP/11.1\r\nHost: a\r\n\r\n", "400"},
    {"GET / HTTP/a.b\r\nHost: a\r\n\r\n", "400"},
    {"GET / HTTPS/1.1\r\nHost: a\r\n\r\n", "400"},
    {"GET / RTSP/1.0\r\nHost: a\r\n\r\n", "400"},
    {"OPTIONS * RTSP/1.0\r\nHost: a\r\n\r\n", "400"},
    {"SOURCE / ICE/1.0\r\nHost: a\r\n\r\n", "400"},
    {"GET / ICE/1.0\r\nHost: a\r\n\r\n", "400"},
    {"GET / HTTP/0.9\r\nHost: a\r\n\r\n", "505"},
    {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", "505"},
    {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"},
    {"GET / HTTP/9.9\r\nHost: a\r\n\r\n", "505"},
    {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
    {"FOO / HTTP/1.1\r\nHost: a\r\n\r\n", "501"},
    {"get / HTTP/1.1\r\nHost: a\r\n\r\n", "501"},
    {"GETT / HTTP/1.1\r\nHost: a\r\n\r\n", "501"},
    {"DESCRIBE / HTTP/1.1\r\nHost: a\r\n\r\n", "501"},
    {"G\"T / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
    {"\x16\x03\x01\x02", "400"},  // TLS
    {"\0\0\0\0"sv, "400"},
};

// Field lines behind "GET / HTTP/1.1" and "Host: a".
inline constexpr request_row kBadFields[] = {
    {"Host: b\r\n", "400"},
    {"X: y\n", "400"},
    {"X: y\n\r\n", "400"},
    {"X: y\rZ: z\r\n", "400"},
    {"X: y\r\r\n", "400"},
    {"X: a\0b\r\n"sv, "400"},
    {"X\0: y\r\n"sv, "400"},
    {"X: y\r\n z\r\n", "400"},   // obs-fold
    {"X: y\r\n\tz\r\n", "400"},  // obs-fold
    {" X: y\r\n", "400"},
    {"X : y\r\n", "400"},
    {"X\t: y\r\n", "400"},
    {": y\r\n", "400"},
    {"X\r\n", "400"},
    {"X y: z\r\n", "400"},
    {"X\xc3\xa4: z\r\n", "400"},
    {"X(: z\r\n", "400"},
    {"X: \x01\r\n", "400"},
    {"Content-Length:\r\n", "400"},
    {"Content-Length: +5\r\n", "400"},
    {"Content-Length: -1\r\n", "400"},
    {"Content-Length: 0x5\r\n", "400"},
    {"Content-Length: 5 5\r\n", "400"},
    {"Content-Length: 5, 5\r\n", "400"},
    {"Content-Length: 5\r\nContent-Length: 5\r\n", "400"},
    {"Content-Length: 5\r\nContent-Length: 6\r\n", "400"},
    {"Content-Length: 99999999999999999999\r\n", "400"},
    {"Content-Length: 1048577\r\n", "413"},
    {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "400"},
    {"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "400"},
    {"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "400"},
    {"Transfer-Encoding:\r\n", "400"},
    {"Transfer-Encoding: gzip\r\n", "400"},
    {"Transfer-Encoding: identity\r\n", "400"},
    {"Transfer-Encoding: xchunked\r\n", "400"},
    {"Transfer-Encoding: chunkedx\r\n", "400"},
    {"Transfer-Encoding: \"chunked\"\r\n", "400"},
    {"Transfer-Encoding: chunked;q=1\r\n", "400"},
    {"Transfer-Encoding: chunked, chunked\r\n", "400"},
    {"Transfer-Encoding: chunked, gzip\r\n", "400"},
    {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "400"},
    {"Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n", "400"},
    {"Transfer-Encoding: \x0b"
     "chunked\r\n",
     "400"},
    {"Transfer-Encoding : chunked\r\n", "400"},
    {"Transfer-Encoding: gzip, chunked\r\n", "501"},
    {"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "501"},
};

// What goes on behind a head that says Transfer-Encoding: chunked; "" is a request that is whole.
inline constexpr request_row kChunks[] = {
    {"0\r\n\r\n", ""},
    {"5\r\nhello\r\n0\r\n\r\n", ""},
    {"a\r\n0123456789\r\nA\r\n0123456789\r\n000\r\n\r\n", ""},
    {"00005\r\nhello\r\n0\r\n\r\n", ""},
    {"5;a=b;c=\"d;e\"\r\nhello\r\n0;f\r\n\r\n", ""},
    {"0\r\nX: y\r\nZ: z\r\n\r\n", ""},
    {"5\r\nhello\r\n0\r\n", "more"},
    {"5\r\nhello", "more"},
    {"g\r\n", "400"},
    {"\r\n", "400"},
    {"-1\r\n", "400"},
    {"0x5\r\nhello\r\n0\r\n\r\n", "400"},
    {" 5\r\nhello\r\n0\r\n\r\n", "400"},
    {"5 \r\nhello\r\n0\r\n\r\n", "400"},
    {"5\nhello\r\n0\r\n\r\n", "400"},
    {"5\r\nhello\n0\r\n\r\n", "400"},
    {"5\r\nhello0\r\n\r\n", "400"},
    {"5\r\nhello!\r\n0\r\n\r\n", "400"},
    {"5;a\nb\r\nhello\r\n0\r\n\r\n", "400"},
    {"5;a\rb\r\nhello\r\n0\r\n\r\n", "400"},
    {"0\n\r\n", "400"},
    {"0\r\n\n", "400"},
    {"0\r\nX: y\n\r\n", "400"},
    {"0\r\nX : y\r\n\r\n", "400"},
    {"100001\r\n", "413"},
    {"1\r\nx\r\n100000\r\n", "413"},
    {"ffffffffffffffff\r\n", "413"},
    {"10000000000000005\r\nhello\r\n0\r\n\r\n", "400"},
};

// Field lines behind "GET / HTTP/1.1" and "Host: a", and what comes of them behind "GET / 1.1 ".
inline constexpr request_row kGoodFields[] = {
    {"Connection: close\r\n", "close host=a connection=close"},
    {"Connection: CLOSE\r\n", "close host=a connection=CLOSE"},
    {"Connection: keep-alive, close\r\n", "close host=a connection=keep-alive, close"},
    {"Connection: close, keep-alive\r\n", "close host=a connection=close, keep-alive"},
    {"Connection: x ,\tclose ,y\r\n", "close host=a connection=x ,\tclose ,y"},
    {"Connection: keep-alive\r\nConnection: close\r\n",
     "close host=a connection=keep-alive, close"},
    {"Connection: closed\r\n", "keep host=a connection=closed"},
    {"Connection: not close\r\n", "keep host=a connection=not close"},
    {"Connection:\r\n", "keep host=a connection="},
    {"Connection: upgrade\r\nUpgrade: h2c\r\n", "keep host=a connection=upgrade"},
    {"Upgrade: websocket\r\nConnection: Upgrade\r\n", "keep host=a connection=Upgrade"},
    {"Expect: 100-continue\r\n", "keep continue host=a expect=100-continue"},
    {"Expect: 100-CONTINUE\r\n", "keep continue host=a expect=100-CONTINUE"},
    {"Expect: tea\r\n", "keep unknown host=a expect=tea"},
    {"Expect: 100-continue, tea\r\n", "keep unknown host=a expect=100-continue, tea"},
    {"Expect:\r\n", "keep unknown host=a expect="},
    // The answer to an expectation comes before the content, which nobody will read.
    {"Expect: 100-continue\r\nContent-Length: 5\r\n",
     "close continue host=a content-length=5 expect=100-continue"},
    {"Transfer-Encoding: chunked\r\nExpect: tea\r\n",
     "close unknown host=a transfer-encoding=chunked expect=tea"},
    {"Expect: 100-continue\r\nContent-Length: 0\r\n",
     "keep continue host=a content-length=0 expect=100-continue"},
    {"If-None-Match: \"a\"\r\nX: y\r\nif-none-match:\"b\" \r\nIF-NONE-MATCH: \"c\"\r\n",
     "keep host=a if-none-match=\"a\", \"b\", \"c\""},
    {"Range:\r\nRange: bytes=0-1\r\n", "keep host=a range=, bytes=0-1"},
    {"Referer: r\r\nReferer:\r\n", "keep host=a referer=r, "},
    {"Range: a\r\nReferer: c\r\nRange: b\r\nReferer: d\r\n", "keep host=a range=a, b referer=c, d"},
    {"X-Host: b\r\nHos: c\r\nHostt: d\r\n", "keep host=a"},
    {"!#$%&'*+-.^_`|~09azAZ: \x80\xff\t\r\n", "keep host=a"},
};

}  // namespace owlet::http::testing
