"""Bounds on what a client can grow: each just inside it, and just outside with its status (414, 431, 413, 503)."""

from support.outcome import expect_equal, expect_in
from support.registry import case, cases

HEAD = b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\n"


@case("9112 3", "a request line of 8,000 bytes is read")
def long_line(web):
    target = "/tiny.txt?" + "q" * (8000 - len("GET /tiny.txt? HTTP/1.1"))
    web.expect_answers(web.request(target, close=False), [200])


@cases("9110 15.5.15", "a request line of {0} bytes is 414", [(8400,), (10_000,), (30_000,), (200_000,)])
def too_long_line(web, size):
    target = "/tiny.txt?" + "q" * size
    web.expect_refused(web.request(target, close=False), (414,))


@case("9110 15.5.15", "a target without end is 414 before it ends")
def endless_target(web):
    with web.connect() as connection:
        connection.send_until_refused(b"GET /" + b"q" * 100_000)
        expect_equal("status", connection.response().status, 414)
        connection.expect_end(reset_is_fine=True)


@case("9110 15.5.15", "a path of 8,000 bytes names nothing: 404, and the connection goes on")
def long_path(web):
    web.expect_answers(web.request("/" + "a/" * 3900, close=False), [404])


@case("6585 5", "one field line of 7,000 bytes is read")
def long_field(web):
    web.expect_answers(HEAD + b"X: " + b"v" * 7000 + b"\r\n\r\n", [200])


@case("6585 5", "a head of 30,000 bytes in 60 fields is read")
def long_head(web):
    web.expect_answers(HEAD + (b"X: " + b"v" * 490 + b"\r\n") * 60 + b"\r\n", [200])


@cases("6585 5", "{0} is 431", [
    ("a head of 40,000 bytes in 80 fields", (b"X: " + b"v" * 495 + b"\r\n") * 80),
    ("one field value of 34,000 bytes", b"X: " + b"v" * 34_000 + b"\r\n"),
    ("one field name of 34,000 bytes", b"X" * 34_000 + b": v\r\n"),
    ("a field line of 1 MiB", b"X: " + b"v" * (1 << 20) + b"\r\n"),
    ("spaces of 34,000 bytes before a value", b"X:" + b" " * 34_000 + b"v\r\n"),
    ("200 fields", b"X: v\r\n" * 200),
    ("120 empty fields", b"X:\r\n" * 120),
    ("10,000 fields", b"X: v\r\n" * 10_000),
])
def too_long_head(web, _, lines):
    with web.connect() as connection:
        connection.send_until_refused(HEAD + lines + b"\r\n" + web.request("/smuggled.txt"))
        response = connection.response()
        expect_equal("status", response.status, 431)
        connection.expect_end(reset_is_fine=True)


@case("6585 5", "90 fields are read")
def many_fields(web):
    web.expect_answers(HEAD + b"X: v\r\n" * 90 + b"\r\n", [200])


@case("6585 5", "a field line without end is 431 before it ends")
def endless_field(web):
    with web.connect() as connection:
        connection.send_until_refused(HEAD + b"X: " + b"v" * 100_000)
        expect_equal("status", connection.response().status, 431)
        connection.expect_end(reset_is_fine=True)


@case("9112 2.2", "empty lines without end are refused")
def endless_empty_lines(web):
    with web.connect() as connection:
        connection.send_until_refused(b"\r\n" * 100_000)
        if connection.wait_for_something():
            expect_in("status", connection.response().status, (400, 431, 414))
        connection.expect_end(reset_is_fine=True)


@case("6585 5", "the bounds count each request anew on one connection")
def bounds_are_per_request(web):
    request = HEAD + (b"X: " + b"v" * 495 + b"\r\n") * 50 + b"\r\n"
    web.expect_answers(request * 5, [200] * 5)


@case("6585 5", "the number of fields counts each request anew on one connection")
def count_is_per_request(web):
    web.expect_answers((HEAD + b"X: v\r\n" * 60 + b"\r\n") * 5, [200] * 5)


@cases("9110 15.5.14", "a body over the bound is 413 and the close: {0}", [
    ("a Content-Length of 2 MiB", b"Content-Length: 2097152\r\n\r\n"),
    ("a Content-Length of 1 TiB", b"Content-Length: 1099511627776\r\n\r\n"),
    ("a Content-Length of 2^63-1", b"Content-Length: 9223372036854775807\r\n\r\n"),
    ("a chunk of 2 MiB", b"Transfer-Encoding: chunked\r\n\r\n200000\r\n"),
    ("a chunk of 2^60 bytes", b"Transfer-Encoding: chunked\r\n\r\n1000000000000000\r\n"),
])
def body_too_large(web, _, rest):
    with web.connect() as connection:
        connection.send_until_refused(b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\n" + rest + b"x" * 1000)
        response = connection.response()
        expect_equal("status", response.status, 413)
        expect_equal("closes", response.closes, True)
        connection.expect_end(reset_is_fine=True)


@case("9110 15.5.14", "many chunks that pass the bound together are 413 and the close")
def chunks_too_large(web):
    with web.connect() as connection:
        connection.send_until_refused(b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"8000\r\n" + b"x" * 0x8000 + b"\r\n") * 64)
        expect_equal("status", connection.response().status, 413)
        connection.expect_end(reset_is_fine=True)


@case("9110 15.5.14", "a whole body over the bound, sent to its end, still gets its 413")
def whole_body_too_large(web):
    with web.connect() as connection:
        connection.send_until_refused(b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 1200000\r\n\r\n" + b"x" * 1_200_000)
        expect_equal("status", connection.response().status, 413)
        connection.expect_end(reset_is_fine=True)


@case("9112 7.1", "chunk extensions without end are refused")
def endless_chunk_extension(web):
    with web.connect() as connection:
        connection.send_until_refused(b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n1;x=" + b"y" * 3_000_000)
        expect_in("status", connection.response().status, (400, 413, 431))
        connection.expect_end(reset_is_fine=True)


@case("9112 7.1.2", "trailers without end are refused")
def endless_trailers(web):
    with web.connect() as connection:
        connection.send_until_refused(b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: v\r\n" * 500_000)
        expect_in("status", connection.response().status, (400, 413, 431))
        connection.expect_end(reset_is_fine=True)


@case("9112 7.1", "many tiny chunks within the bound are read")
def tiny_chunks(web):
    raw = web.request("/tiny.txt", "Transfer-Encoding: chunked", method="POST", close=False) + b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n"
    web.expect_answers(raw, [405])
