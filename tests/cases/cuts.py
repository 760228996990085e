"""Requests that arrive in pieces: cut at every byte, each piece sent when the server has read the one before."""

from support.documents import TINY
from support.outcome import expect_equal
from support.registry import case, cases
from support.web import END_BODY

REQUESTS = [
    ("a GET", b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nX-Field: some value\r\n\r\n", 200),
    ("a GET with a query and an escape", b"GET /%74iny.txt?a=b HTTP/1.1\r\nHost: test\r\n\r\n", 200),
    ("a range", b"GET /digits.txt HTTP/1.1\r\nHost: test\r\nRange: bytes=2-5\r\n\r\n", 206),
    ("a POST with a length", b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 11\r\n\r\nhello world", 405),
    ("a chunked POST with extension and trailer", b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nX: y\r\n\r\n", 405),
    ("a missing name in HTTP/1.0", b"GET /missing HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 404),
    ("an empty line before a request", b"\r\nGET /tiny.txt HTTP/1.1\r\nHost: test\r\n\r\n", 200),
]
REFUSED = [
    ("a bare LF", b"GET /tiny.txt HTTP/1.1\r\nHost: test\nX: y\r\n\r\n"),
    ("a bare CR", b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nX: a\rb\r\n\r\n"),
    ("a space before the colon", b"GET /tiny.txt HTTP/1.1\r\nHost : test\r\n\r\n"),
    ("obs-fold", b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nX: y\r\n z\r\n\r\n"),
    ("both lengths", b"POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("a chunk size ended by bare LF", b"POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"),
    ("HTTP/0.9 with a bare LF", b"GET /tiny.txt\n\r\n"),
    ("an unknown method", b"GETX /tiny.txt HTTP/1.1\r\nHost: test\r\n\r\n"),
]


@cases("9112 2.1", "{0} cut in two at every byte is answered as in one", REQUESTS, limit=40)
def cut_in_two(web, _, raw, status):
    for cut in range(1, len(raw)):
        with web.connect() as connection:
            connection.send(raw[:cut])
            connection.wait_taken()
            connection.send(raw[cut:] + web.request("/end.txt"))
            expect_equal(f"status when cut at {cut}", connection.response().status, status)
            expect_equal(f"next body when cut at {cut}", connection.response().body, END_BODY)
            connection.expect_end()


@cases("9112 2.1", "{0} in single bytes is answered as in one", REQUESTS, limit=40)
def single_bytes(web, _, raw, status):
    with web.connect() as connection:
        for place in range(len(raw)):
            connection.send(raw[place:place + 1])
            connection.wait_taken()
        expect_equal("status", connection.response().status, status)
        web.expect_goes_on(connection)


@case("9112 9.3.2", "two pipelined requests cut at every byte of both", limit=40)
def cut_pipeline(web):
    raw = web.request("/digits.txt", close=False) + web.request("/tiny.txt")
    for cut in range(1, len(raw)):
        with web.connect() as connection:
            connection.send(raw[:cut])
            connection.wait_taken()
            connection.send(raw[cut:])
            expect_equal(f"bodies when cut at {cut}", [connection.response().body for _ in range(2)], [b"0123456789", TINY])
            connection.expect_end()


@case("9112 2.1", "a request cut in three at every pair of places in its line ends", limit=40)
def cut_in_three(web):
    raw = b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\n\r\n"
    edges = [22, 23, 24, 30, 34, 35, 36, 37]
    for first in edges:
        for second in (edge for edge in edges if edge > first):
            with web.connect() as connection:
                for piece in (raw[:first], raw[first:second]):
                    connection.send(piece)
                    connection.wait_taken()
                connection.send(raw[second:])
                expect_equal(f"body when cut at {first} and {second}", connection.response().body, TINY)


@cases("9112 2.2", "{0} is refused wherever the message is cut", REFUSED, limit=40)
def refused_cut(web, _, raw):
    for cut in range(1, len(raw)):
        with web.connect() as connection:
            connection.send(raw[:cut])
            connection.wait_taken()
            connection.send_until_refused(raw[cut:] + web.request("/smuggled.txt"))
            status = connection.response().status
            expect_equal(f"refusal when cut at {cut}", status in (400, 501, 505) or (not web.is_owlet and status == 405), True)
            connection.expect_end(reset_is_fine=True)
