"""The grammar of a request: request line, field lines, Host (RFC 9112 2 to 5, 9110 5 and 7.2). What breaks it ends the connection."""

from support.outcome import Failure, expect, expect_equal, expect_in
from support.registry import case, cases

HEAD = b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\n"


@cases("9112 2.2", "{0} before a request is ignored", [("an empty line", b"\r\n"), ("two empty lines", b"\r\n\r\n")])
def leading_empty_line(web, _, lead):
    web.expect_answers(lead + HEAD + b"\r\n", [200])


@case("9112 2.2", "an empty line between two requests is ignored")
def empty_line_between(web):
    web.expect_answers(HEAD + b"\r\n\r\n" + HEAD + b"\r\n\r\n", [200, 200])


@cases("9112 2.2", "{0} is refused", [
    ("a request ended by bare LFs", b"GET /tiny.txt HTTP/1.1\nHost: test\n\n"),
    ("a bare LF behind the request line", b"GET /tiny.txt HTTP/1.1\nHost: test\r\n\r\n"),
    ("a bare LF behind a field line", b"GET /tiny.txt HTTP/1.1\r\nHost: test\nX: y\r\n\r\n"),
    ("a bare LF behind the last field line", HEAD[:-2] + b"\n\r\n"),
    ("a bare LF as the empty line", HEAD + b"\n"),
    ("a bare CR behind the request line", b"GET /tiny.txt HTTP/1.1\rHost: test\r\n\r\n"),
    ("a bare CR in a field value", HEAD + b"X: a\rb\r\n\r\n"),
    ("a bare CR behind a field line", HEAD + b"X: a\rY: b\r\n\r\n"),
    ("CR CR LF behind a field line", HEAD + b"X: a\r\r\n\r\n"),
    ("a bare CR as the empty line", HEAD + b"\rX: y\r\n\r\n"),
    ("a bare CR before the request", b"\rGET /tiny.txt HTTP/1.1\r\nHost: test\r\n\r\n"),
    ("a space before the first field", b"GET /tiny.txt HTTP/1.1\r\n Host: test\r\n\r\n"),
    ("a blank line of spaces before the first field", b"GET /tiny.txt HTTP/1.1\r\n   \r\nHost: test\r\n\r\n"),
    ("a tab before the first field", b"GET /tiny.txt HTTP/1.1\r\n\tX: y\r\nHost: test\r\n\r\n"),
    ("a byte order mark", b"\xef\xbb\xbf" + HEAD + b"\r\n"),
])
def line_ends(web, _, raw):
    web.expect_refused(raw)


@cases("9112 3", "a request line with {0} is refused", [
    ("two spaces before the target", b"GET  /tiny.txt HTTP/1.1"),
    ("two spaces before the version", b"GET /tiny.txt  HTTP/1.1"),
    ("tabs for spaces", b"GET\t/tiny.txt\tHTTP/1.1"),
    ("a space first", b" GET /tiny.txt HTTP/1.1"),
    ("a space last", b"GET /tiny.txt HTTP/1.1 "),
    ("a word more", b"GET /tiny.txt HTTP/1.1 x"),
    ("no target", b"GET HTTP/1.1"),
    ("an empty target", b"GET  HTTP/1.1"),
    ("the method alone", b"GET"),
    ("no method", b"/tiny.txt HTTP/1.1"),
    ("a colon for spaces", b"GET:/tiny.txt:HTTP/1.1"),
])
def request_lines(web, _, line):
    web.expect_refused(line + b"\r\nHost: test\r\n\r\n", (400, 501) if b"GET:" in line or line[:1] == b"/" else (400,))


@cases("9112 2.3", "the version {0} is refused", (
    "HTTP/1", "HTTP/1.", "HTTP/.1", "HTTP/1.10", "HTTP/01.1", "HTTP/1.01", "HTTP/11", "HTTP/1.1.1", "HTTP/a.b",
    "HTTP/-1.1", "HTTP/1,1", "http/1.1", "Http/1.1", "HTTPS/1.1", "HTTP 1.1", "HTTP/ 1.1", "HTTP/1. 1", "HTTP/1.1x",
    "HTTQ/1.1", "ICE/1.0", "RTSP/1.0", "HTP/1.1", "/1.1",
))
def bad_versions(web, version):
    web.expect_refused(f"GET /tiny.txt {version}\r\nHost: test\r\n\r\n".encode())


@cases("9110 15.6.6", "{0} is refused with 505 or 400", (
    "HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/0.1", "HTTP/9.9", "HTTP/2.1",
))
def other_versions(web, version):
    web.expect_refused(f"GET /tiny.txt {version}\r\nHost: test\r\n\r\n".encode(), (505, 400))


@case("9110 2.5", "a higher minor version is read as HTTP/1.1, or refused with 505")
def higher_minor(web):
    raw = b"GET /tiny.txt HTTP/1.2\r\nHost: test\r\nConnection: close\r\n\r\n"
    expect_in("status", web.ask(raw).status, (200, 505))


@cases("9112 2.3", "an HTTP/0.9 request is refused: {0}", [
    ("GET and a path", b"GET /tiny.txt\r\n"),
    ("with fields behind it", b"GET /tiny.txt\r\nHost: test\r\n\r\n"),
    ("ended by a bare LF", b"GET /tiny.txt\n"),
    ("with a space behind the path", b"GET /tiny.txt \r\n\r\n"),
    ("with bare LFs throughout", b"GET /tiny.txt\nHost: test\n\n"),
])
def http_09(web, _, raw):
    answers = web.answers(raw + web.request("/smuggled.txt"))
    expect(len(answers) <= 1, "at most one answer", [a.status for a in answers])
    for answer in answers:
        expect_in("status", answer.status, (400, 505))


@cases("9113 3.4", "the HTTP/2 preface is refused and the connection closed: {0}", [
    ("whole", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"),
    ("with requests behind it", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nGET /smuggled.txt HTTP/1.1\r\nHost: test\r\n\r\n"),
])
def http2_preface(web, _, raw):
    answers = web.answers(raw)
    expect(len(answers) <= 1, "at most one answer", [a.status for a in answers])
    for answer in answers:
        expect(answer.status in (400, 405, 501, 505), "a refusal", answer.status)


@cases("owlet", "{0} is refused", [
    ("a TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64),
    ("random bytes", bytes(range(128, 256)) * 4),
    ("a line of text", b"hello\r\n\r\n"),
    ("SMTP", b"EHLO mail.example\r\nMAIL FROM:<a@b>\r\n"),
    ("NULs", b"\0" * 64),
    ("a response", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
])
def no_http(web, _, raw):
    answers = web.answers(raw + b"\r\n\r\n" + web.request("/smuggled.txt"))
    expect(len(answers) <= 1, "at most one answer", [a.status for a in answers])
    for answer in answers:
        expect_in("status", answer.status, (400, 501, 505))


# field lines


@cases("9112 5.1", "{0} is refused", [
    ("a space before the colon", b"X : y"),
    ("a tab before the colon", b"X\t: y"),
    ("a space before the colon of Host", b"Host : test"),
    ("an empty name", b": y"),
    ("an empty name and value", b":"),
    ("a line without a colon", b"X"),
    ("a space in a name", b"X Y: z"),
    ("a field line of spaces", b"   "),
    ("a name of a space", b" : y"),
])
def field_lines(web, _, line):
    web.expect_refused(HEAD + line + b"\r\n\r\n")


@cases("9110 5.1", "a field name with {0} is refused", [
    (ascii(chr(code))[1:-1], bytes([code])) for code in b"\"(),/;<=>?@[\\]{}\0\x01\x0b\x7f\x80\xff"])
def field_names(web, _, char):
    web.expect_refused(HEAD + b"X" + char + b"Y: z\r\n\r\n")


@case("9110 5.6.2", "every token character may stand in a field name")
def token_names(web):
    web.expect_answers(HEAD + b"".join(b"X" + bytes([c]) + b"Y: z\r\n" for c in b"!#$%&'*+-.^_`|~0aZ") + b"\r\n", [200])


@case("9110 5.1", "field names are case-insensitive")
def name_case(web):
    answers = web.answers(b"GET /tiny.txt HTTP/1.1\r\nhOsT: test\r\ncOnNeCtIoN: close\r\n\r\n")
    expect_equal("statuses", [a.status for a in answers], [200])


@cases("9110 5.5", "a field value with {0} is refused", [
    ("NUL", b"a\0b"),
    ("SOH", b"a\x01b"),
    ("backspace", b"a\x08b"),
    ("vertical tab", b"a\x0bb"),
    ("form feed", b"a\x0cb"),
    ("escape", b"a\x1bb"),
    ("DEL", b"a\x7fb"),
])
def control_values(web, _, value):
    web.expect_refused(HEAD + b"X: " + value + b"\r\n\r\n")


@cases("9110 5.5", "a field value with {0} is fine", [
    ("nothing", b""),
    ("spaces only", b"   "),
    ("spaces around it", b"   a   "),
    ("tabs around it", b"\ta\t"),
    ("tabs inside", b"a\tb"),
    ("obs-text", b"gr\xfc\xdfe \xff\x80"),
    ("UTF-8", "猫".encode()),
    ("no space before it", b""),
    ("colons", b"a:b::c"),
    ("every visible character", bytes(range(33, 127))),
])
def fine_values(web, what, value):
    separator = b"" if what.startswith("no space") else b" "
    web.expect_answers(HEAD + b"X:" + separator + (value or b"") + b"\r\n\r\n", [200])


@cases("9112 5.2", "obs-fold is refused: {0}", [
    ("with a space", b"X: a\r\n b"),
    ("with a tab", b"X: a\r\n\tb"),
    ("of an empty line", b"X: a\r\n "),
    ("behind an empty value", b"X:\r\n a"),
    ("of Host", b"X: y\r\nHost:\r\n test"),
])
def obs_fold(web, _, lines):
    head = HEAD if b"Host" not in lines else b"GET /tiny.txt HTTP/1.1\r\n"
    web.expect_refused(head + lines + b"\r\n\r\n")


# Host


@cases("9112 3.2", "{0} is 400", [
    ("no Host in HTTP/1.1", b""),
    ("two Hosts", b"Host: test\r\nHost: test\r\n"),
    ("two differing Hosts", b"Host: test\r\nHost: other\r\n"),
    ("two Hosts of differing case", b"Host: test\r\nhOST: test\r\n"),
    ("an empty Host and another", b"Host:\r\nHost: test\r\n"),
])
def host_count(web, _, lines):
    web.expect_refused(b"GET /tiny.txt HTTP/1.1\r\n" + lines + b"\r\n")


@case("9112 3.2", "two Hosts are 400 in HTTP/1.0 too")
def two_hosts_10(web):
    web.expect_refused(b"GET /tiny.txt HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n")


@case("9112 3.2", "HTTP/1.0 needs no Host")
def no_host_10(web):
    expect_equal("status", web.get("/tiny.txt", version="1.0", host=None).status, 200)


@cases("9110 7.2", "the Host {0!r} is 400", (
    "a b", "a/b", "test, test", "user@test", "test:http", "test:80:80", "test:-1", "[::1", "::1", "[::1]x", "[g::1]", "[....]", "[4712::abcd::]", "[::1%]", "[v1.]",
    "test\tx", "te\"st", "te<st", "test?x", "test#x", "te\\st", "http://test", "test:80/", "%zz", "test%",
))
def bad_hosts(web, host):
    web.expect_refused(f"GET /tiny.txt HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())


@cases("9110 7.2", "the Host {0!r} is fine", (
    "test", "TEST.example", "test:80", "test:", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:80",
    "[2001:db8::1:2]:8080", "[fe80::1%eth0]:8080", "[fe80::1%25eth0]", "[v1.fe80::a+en1]", "a_b.example", "xn--grn-hoa.example", "a.example.", "a-b.c", "a~b!c", "a,b;c=d",
    "%41.example", "localhost:65535",
))
def good_hosts(web, host):
    web.expect_answers(f"GET /tiny.txt HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(), [200])


@case("9112 3.2", "an empty Host is fine by the grammar, or refused; the connection stays in step")
def empty_host(web):
    web.expect_framed_or_refused(b"GET /tiny.txt HTTP/1.1\r\nHost:\r\n\r\n", [200])


@case("9112 9.6", "the answer to a malformed request arrives whole, though more was sent than is read")
def lingering_close(web):
    with web.connect() as connection:
        connection.send_until_refused(b"BAD\0REQUEST / HTTP/1.1\r\n\r\n" + b"x" * 200_000)
        response = connection.response()
        expect_in("status", response.status, (400, 501))
        connection.expect_end(reset_is_fine=True)


@case("9112 9.6", "a refused client may go on sending for a while: it is drained, not reset, so that the answer is not lost")
def drained_after_refusal(web):
    with web.connect() as connection:
        connection.send(b"GET /tiny.txt HTTP/1.1\r\nbad line\r\n\r\n")
        expect_equal("status", connection.response().status, 400)
        connection.expect_end()
        for _ in range(3):
            try:
                connection.send(b"x" * 1000)
                connection.wait_taken()
            except (ConnectionResetError, BrokenPipeError):
                raise Failure("expected that what a refused client still sends is read; came a reset") from None


@case("9112 9.6", "after a refusal the server waits for nobody: it closes within the time of one case")
def refusal_closes(web):
    with web.connect(timeout=8) as connection:
        connection.send(b"GET /tiny.txt HTTP/1.1\r\nbad line\r\n\r\n")
        if connection.response().status != 400:
            raise Failure("expected 400; came something else")
        connection.expect_end()
