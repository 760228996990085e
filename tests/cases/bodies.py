"""Request bodies: read as they are framed and discarded, so that the next request is the next request (RFC 9112 6 and 7, 9110 10.1.1)."""

from support.documents import TINY
from support.outcome import Failure, expect, expect_equal, expect_in
from support.registry import case, cases

POST = b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\n"
GET = b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
LIKE_A_REQUEST = b"GET /smuggled.txt HTTP/1.1\r\nHost: test\r\n\r\n"


@cases("9112 6.2", "a body of {0} bytes by Content-Length is read, and the connection goes on", (
    0, 1, 5, 4096, 65536, 262_144, 1_000_000,
))
def content_length(web, size):
    web.expect_answers(POST + b"Content-Length: %d\r\n\r\n" % size + b"x" * size, [405])


@cases("9112 6.2", "a body that looks like a request is none: {0}", [("of POST", POST, 405), ("of GET", GET, 200)])
def body_like_request(web, _, head, status):
    web.expect_answers(head + b"Content-Length: %d\r\n\r\n" % len(LIKE_A_REQUEST) + LIKE_A_REQUEST, [status])


@cases("9112 6.2", "Content-Length {0} is read", [
    ("with zeros before it", b"005"),
    ("with spaces around it", b"  5  "),
])
def content_length_forms(web, _, value):
    web.expect_answers(POST + b"Content-Length:" + value + b"\r\n\r\nhello", [405])


@case("9112 6.2", "Content-Length with tabs around it is read, or refused where llhttp is older than 9.4")
def content_length_with_tabs(web):
    raw = POST + b"Content-Length:\t5\t\r\n\r\nhello"
    with web.connect() as connection:
        connection.send(raw)
        response = connection.response()
        expect_in("status", response.status, (400, 405))
        expect_equal("the end of the connection", response.closes, response.status == 400)


@cases("9112 6.3", "Content-Length {0!r} is refused", (
    "+5", "-5", "-0", "5x", "0x5", "5.0", "1e1", "5 5", "5,6", "5;6", "five", "٥", "'5'", '"5"', "5\t5", "$5", "5,",
    "18446744073709551616", "18446744073709551621", "99999999999999999999999999",
    "340282366920938463463374607431768211461", ",5",
))
def bad_content_length(web, value):
    web.expect_refused(POST + b"Content-Length: " + value.encode() + b"\r\n\r\nhello", (400, 413) if value.isdigit() and len(value) > 5 else (400,))


@case("9110 8.6", "an empty Content-Length is refused")
def empty_content_length(web):
    web.expect_refused(POST + b"Content-Length:\r\n\r\n")


@cases("9112 6.3", "{0} is read as one or refused", [
    ("Content-Length twice, the same", b"Content-Length: 5\r\nContent-Length: 5\r\n"),
    ("Content-Length as a list of the same", b"Content-Length: 5, 5\r\n"),
])
def same_content_length(web, _, lines):
    web.expect_framed_or_refused(POST + lines + b"\r\nhello", [405], (400,))


# chunked


@cases("9112 7.1", "{0} is read to its end", [
    ("an empty chunked body", b"0\r\n\r\n"),
    ("one chunk", b"5\r\nhello\r\n0\r\n\r\n"),
    ("several chunks", b"5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n"),
    ("a size in upper case", b"A\r\n0123456789\r\n0\r\n\r\n"),
    ("a size in lower case", b"a\r\n0123456789\r\n0\r\n\r\n"),
    ("a size with zeros before it", b"00005\r\nhello\r\n000\r\n\r\n"),
    ("a chunk that holds CRLF", b"4\r\n\r\n\r\n\r\n0\r\n\r\n"),
    ("a chunk that looks like the last one", b"5\r\n0\r\n\r\n\r\n0\r\n\r\n"),
    ("a chunk that looks like a request", b"%x\r\n" % len(LIKE_A_REQUEST) + LIKE_A_REQUEST + b"\r\n0\r\n\r\n"),
    ("a chunk of 500,000 bytes", b"7a120\r\n" + b"x" * 500_000 + b"\r\n0\r\n\r\n"),
])
def chunks(web, _, body):
    web.expect_answers(CHUNKED + body, [405])


@cases("9112 7.1.1", "a chunk extension is ignored: {0}", [
    ("a name", b"5;x\r\nhello\r\n0\r\n\r\n"),
    ("a name and a value", b"5;x=y\r\nhello\r\n0;z=1\r\n\r\n"),
    ("a quoted value", b'5;x="y; z"\r\nhello\r\n0\r\n\r\n'),
    ("several", b"5;a;b=c;d=\"e\"\r\nhello\r\n0\r\n\r\n"),
    ("a quoted value with an escaped quote", b'5;x="a\\"b"\r\nhello\r\n0\r\n\r\n'),
])
def chunk_extensions(web, _, body):
    web.expect_answers(CHUNKED + body, [405])


@cases("9112 7.1.2", "trailers are read and dropped: {0}", [
    ("one", b"X-Checksum: abc\r\n"),
    ("several", b"A: b\r\nC: d\r\n"),
    ("one that would be Host", b"Host: evil\r\n"),
    ("one that would be Connection", b"Connection: close\r\n"),
    ("an empty value", b"X:\r\n"),
])
def trailers(web, _, lines):
    web.expect_framed_or_refused(CHUNKED + b"5\r\nhello\r\n0\r\n" + lines + b"\r\n", [405], (400,))


@cases("9112 7.1.2", "trailers that would frame a message never frame one: {0}", [
    ("Content-Length", b"Content-Length: 100\r\n"), ("Transfer-Encoding", b"Transfer-Encoding: chunked\r\n")])
def framing_trailers(web, _, lines):
    web.expect_framed_or_refused(CHUNKED + b"0\r\n" + lines + b"\r\n", [405])


@cases("9112 7.1", "a chunked body with {0} is refused", [
    ("no size", b"\r\nhello\r\n0\r\n\r\n"),
    ("a size of no hex", b"g\r\nhello\r\n0\r\n\r\n"),
    ("a negative size", b"-5\r\nhello\r\n0\r\n\r\n"),
    ("a size with a plus", b"+5\r\nhello\r\n0\r\n\r\n"),
    ("a size with 0x", b"0x5\r\nhello\r\n0\r\n\r\n"),
    ("a size with an underscore", b"0_5\r\nhello\r\n0\r\n\r\n"),
    ("a space before the size", b" 5\r\nhello\r\n0\r\n\r\n"),
    ("a space behind the size", b"5 \r\nhello\r\n0\r\n\r\n"),
    ("a size in quotes", b'"5"\r\nhello\r\n0\r\n\r\n'),
    ("a size over 64 bits", b"10000000000000005\r\nhello\r\n0\r\n\r\n"),
    ("a size far over 64 bits", b"f" * 40 + b"\r\nhello\r\n0\r\n\r\n"),
    ("more data than its size", b"3\r\nhello\r\n0\r\n\r\n"),
    ("data ended by bare LF", b"5\r\nhello\n0\r\n\r\n"),
    ("a size ended by bare LF", b"5\nhello\r\n0\r\n\r\n"),
    ("a size ended by bare CR", b"5\rhello\r\n0\r\n\r\n"),
    ("bare LFs throughout", b"5\nhello\n0\n\n"),
    ("data without CRLF", b"5\r\nhello0\r\n\r\n"),
    ("NUL in the size", b"5\0\r\nhello\r\n0\r\n\r\n"),
    ("a last chunk ended by bare LF", b"5\r\nhello\r\n0\n\r\n"),
    ("a body ended by bare LF", b"5\r\nhello\r\n0\r\n\n"),
    ("a bare LF in an extension", b"5;a\nb\r\nhello\r\n0\r\n\r\n"),
    ("a bare CR in an extension", b"5;a\rb\r\nhello\r\n0\r\n\r\n"),
    ("a NUL in an extension", b"5;a\0b\r\nhello\r\n0\r\n\r\n"),
    ("a comma behind the size", b"5,x\r\nhello\r\n0\r\n\r\n"),
    ("a trailer without a colon", b"0\r\nX\r\n\r\n"),
    ("a trailer with a space before the colon", b"0\r\nX : y\r\n\r\n"),
    ("a folded trailer", b"0\r\nX: y\r\n z\r\n\r\n"),
    ("a NUL in a trailer", b"0\r\nX: \0\r\n\r\n"),
    ("a bare LF behind a trailer", b"0\r\nX: y\n\r\n"),
])
def bad_chunks(web, what, body):
    early = () if web.is_owlet else (405,)          # others may answer before they read the body
    web.expect_refused(CHUNKED + body, (400, *early, *((413,) if "64 bits" in what else ())))


@cases("9112 7.1.1", "{0} is read or refused, never read otherwise", [
    ("a space before a chunk extension", b"5 ;x=y\r\nhello\r\n0\r\n\r\n"),
    ("spaces around a chunk extension's equals sign", b"5;x = y\r\nhello\r\n0\r\n\r\n"),
    ("an empty chunk extension", b"5;\r\nhello\r\n0\r\n\r\n"),
    ("a chunk extension without a name", b"5;=y\r\nhello\r\n0\r\n\r\n"),
    ("an unclosed quote in a chunk extension", b'5;x="y\r\nhello\r\n0\r\n\r\n'),
])
def odd_extensions(web, _, body):
    web.expect_framed_or_refused(CHUNKED + body, [405], (400,))


@cases("9112 6.1", "Transfer-Encoding {0} is chunked", [
    ("in upper case", b"CHUNKED"),
    ("in mixed case", b"Chunked"),
    ("with spaces around it", b"   chunked   "),
    ("with a tab before it", b"\tchunked"),
])
def chunked_forms(web, _, value):
    web.expect_answers(POST + b"Transfer-Encoding:" + value + b"\r\n\r\n5\r\nhello\r\n0\r\n\r\n", [405])


@case("9112 7.1", "a chunked body of GET is read, and the file is served")
def chunked_get(web):
    answers = web.expect_answers(GET + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", [200])
    expect_equal("body", answers[0].body, TINY)


# bodies in pieces, and Expect


@cases("9112 6.3", "the answer comes behind the body, which may arrive in pieces: {0}", [
    ("by Content-Length", b"Content-Length: 9\r\n\r\n", [b"hel", b"lo", b" ", b"owl"]),
    ("chunked", b"Transfer-Encoding: chunked\r\n\r\n", [b"5", b"\r", b"\nhe", b"llo\r\n0", b"\r\n", b"\r\n"])])
def body_in_pieces(web, _, fields, pieces):
    with web.connect() as connection:
        connection.send(POST + fields)
        for piece in pieces:
            connection.wait_taken()
            connection.send(piece)
        expect_equal("status", connection.response().status, 405)
        web.expect_goes_on(connection)


@case("owlet", "no answer comes before the body is whole")
def answer_behind_body(web):
    web.need_owlet()
    with web.connect() as connection:
        connection.send(POST + b"Content-Length: 5\r\n\r\nhell")
        connection.wait_taken()
        expect(connection.is_silent(0.2), "silence", "an answer")
        connection.send(b"o")
        expect_equal("status", connection.response().status, 405)


@case("9112 9.3.2", "pipelining behind bodies: each request is found")
def pipelined_behind_bodies(web):
    raw = b"".join(POST + b"Content-Length: %d\r\n\r\n" % n + b"x" * n + CHUNKED + b"3\r\nabc\r\n0\r\n\r\n" + GET + b"\r\n" for n in range(20))
    web.expect_answers(raw, [405, 405, 200] * 20)


@case("9112 9.3.2", "large bodies with requests behind them keep the connection in step")
def large_bodies(web):
    raw = (POST + b"Content-Length: 300000\r\n\r\n" + b"x" * 300_000 + GET + b"\r\n") * 4
    web.expect_answers(raw, [405, 200] * 4)


@case("9112 8", "a client that closes amid its body gets no answer, or a refusal; the body's end is not made up")
def cut_body(web):
    with web.connect() as connection:
        connection.send(POST + b"Content-Length: 100\r\n\r\nhello")
        connection.finish_sending()
        if connection.wait_for_something():
            expect_in("status", connection.response().status, (400, 405, 408))
        connection.expect_end()


@cases("9110 10.1.1", "Expect: {0} gets its final answer and nothing is left hanging", [
    ("100-continue",),
    ("100-Continue",),
    ("100-CONTINUE",),
])
def expect_continue(web, value):
    with web.connect() as connection:
        connection.send(POST + f"Expect: {value}\r\nContent-Length: 5\r\n\r\n".encode())
        response = connection.response()
        if response.interim:
            raise Failure(f"expected the final answer at once, since no content is wanted; came {response.interim[0].status}")
        expect_equal("status", response.status, 405)
        if response.closes:
            connection.expect_end()


@case("9110 10.1.1", "a client that sends its body in spite of a final answer is not misread")
def expect_and_body(web):
    head = POST + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(LIKE_A_REQUEST)
    answers = web.answers(head + LIKE_A_REQUEST + LIKE_A_REQUEST.replace(b"smuggled", b"end") + web.request("/end.txt"))
    expect_equal("first status", answers[0].status, 405)
    expect(all(b"must never" not in answer.body for answer in answers), "no answer to the body", [a.status for a in answers])
    if answers[0].closes:
        expect_equal("number of answers", len(answers), 1)


@case("9110 10.1.1", "Expect: 100-continue on a request without a body is answered as without")
def expect_without_body(web):
    web.expect_answers(GET + b"Expect: 100-continue\r\n\r\n", [200])


@case("9110 10.1.1", "Expect: 100-continue is ignored in HTTP/1.0")
def expect_10(web):
    raw = b"POST /tiny.txt HTTP/1.0\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"
    response = web.ask(raw)
    expect_equal("status", response.status, 405)
    expect_equal("interim answers", len(response.interim), 0)


@cases("9110 10.1.1", "another expectation is 417: {0}", [
    ("an unknown one", "make-coffee"),
    ("a list with an unknown one", "100-continue, x"),
    ("a parameter", "100-continue;q=1"),
])
def other_expectations(web, _, value):
    with web.connect() as connection:
        connection.send(web.request("/tiny.txt", f"Expect: {value}"))
        expect_in("status", connection.response().status, (417,) if "q=1" not in value else (417, 400))
