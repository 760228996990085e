"""-t bounds each phase: the request head, its body, idle keep-alive, write progress. Each case has an owlet with a short -t."""

import time

from support.outcome import Failure, expect, expect_equal
from support.registry import case, cases

SHORT = 0.5


def spent(since):
    """Seconds since then."""
    return time.monotonic() - since


def expect_at_least(what, seconds, least):
    """A duration that is not too short. One that is too long ends the wait for what comes: the default of -t is longer than that."""
    expect(seconds >= least, f"{what}: at least {least} s", f"{seconds:.2f} s")


@cases("9110 15.5.9", "half a request is 408 and the close after -t: {0}", [
    ("a part of the request line", b"GET /ti"),
    ("the request line", b"GET /tiny.txt HTTP/1.1\r\n"),
    ("all but the last LF", b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\n\r"),
    ("a part of a field", b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nX-Fie"),
])
def partial_head(web, _, raw):
    with web.start("-t", str(SHORT)) as server:
        begin = time.monotonic()
        with web.at(server).connect() as connection:
            connection.send(raw)
            response = connection.response()
            expect_at_least("time to 408", spent(begin), SHORT * 0.8)
            expect_equal("status", response.status, 408)
            expect_equal("Connection", response["connection"], "close")
            connection.expect_end()


@case("9110 15.5.9", "a client that trickles its head is cut off with 408: the phase is bounded, not the pause", heavy=True)
def trickle(web):
    with web.start("-t", "1") as server:
        begin = time.monotonic()
        with web.at(server).connect() as connection:
            connection.send(b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nX: ")
            while connection.is_silent(0.1):
                if spent(begin) > 15:
                    raise Failure("expected 408 after about 1 s; a trickling client was served for 15 s")
                connection.send(b"x")
            expect_equal("status", connection.response().status, 408)
            expect_at_least("time to 408", spent(begin), 0.8)
            connection.expect_end(reset_is_fine=True)


@case("9110 15.5.9", "a request body that does not come is 408 and the close")
def partial_body(web):
    with web.start("-t", str(SHORT)) as server, web.at(server).connect() as connection:
        connection.send(b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nhel")
        expect_equal("status", connection.response().status, 408)
        connection.expect_end()


@case("9110 15.5.9", "a trickled chunked body is cut off", heavy=True)
def trickled_body(web):
    with web.start("-t", str(SHORT)) as server, web.at(server).connect() as connection:
        begin = time.monotonic()
        connection.send(b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
        while connection.is_silent(0.1):
            if spent(begin) > 15:
                raise Failure("expected the end after about 0.5 s; a trickling client was served for 15 s")
            connection.send_until_refused(b"1\r\nx\r\n")
        expect_equal("status", connection.response().status, 408)


@case("9112 9.8", "an idle kept connection is closed after -t without a word")
def idle(web):
    with web.start("-t", str(SHORT)) as server, web.at(server).connect() as connection:
        begin = time.monotonic()                # owlet counts from its answer on, which is later
        web.expect_goes_on(connection)
        connection.expect_end()
        expect_at_least("time to the close", spent(begin), SHORT * 0.7)


@case("9112 9.8", "a connection that never says anything is closed without a word")
def silent(web):
    with web.start("-t", str(SHORT)) as server, web.at(server).connect(timeout=15) as connection:
        connection.expect_end(reset_is_fine=True)


@case("9112 9.8", "each request on a kept connection has its own time: five requests, each within -t", heavy=True)
def renewed(web):
    with web.start("-t", "4") as server, web.at(server).connect() as connection:
        for _ in range(5):
            expect(connection.is_silent(1), "silence between requests", "something")
            web.expect_goes_on(connection)


@case("9110 15.5.9", "an empty line does not renew the time of an idle connection for ever", heavy=True)
def empty_lines(web):
    with web.start("-t", str(SHORT)) as server, web.at(server).connect() as connection:
        web.expect_goes_on(connection)
        begin = time.monotonic()
        while connection.is_silent(0.1):
            if spent(begin) > 15:
                raise Failure("expected the end after about 0.5 s; empty lines kept the connection for 15 s")
            connection.send_until_refused(b"\r\n")
        if connection.wait_for_something():
            expect_equal("status", connection.response().status, 408)


@case("9112 9.8", "a client that stops reading is cut off after -t without progress, and its descriptors are freed", heavy=True)
def no_progress(web):
    with web.start("-t", str(SHORT)) as server:
        before = server.descriptors()
        connection = web.at(server).connect(rcvbuf=4096)
        connection.send(web.request("/huge.bin", close=False))
        connection.wait_for_something()
        server.wait_for_descriptors(before + type(before)({"file": 8}), 15, "open descriptors after a stalled download")
        left = connection.drain()
        expect(left < 1 << 30, "less than the whole file", left)


@case("9112 9.8", "a client that reads slowly but steadily is not cut off", limit=30, heavy=True)
def slow_progress(web):
    with web.start("-t", "4") as server, web.at(server).connect() as connection:
        connection.send(web.request("/huge.bin", close=False))
        response = connection.response_head()
        begin, read = time.monotonic(), 0
        while spent(begin) < 6:
            connection.read_body(4 << 20)
            read += 4 << 20
            connection.pause(0.1)
        connection.read_body(1 << 20)
        expect(read < int(response["content-length"]), "a download still under way", read)


@case("owlet", "a stalled client costs others nothing: they are answered at once", heavy=True)
def stalled_and_others(web):
    with web.start("-t", "60", "--drain-timeout", "0.1") as server:
        web.at(server)
        for _ in range(20):
            web.connect(rcvbuf=4096).send(web.request("/huge.bin", close=False))
        for _ in range(50):
            web.expect_file("/tiny.txt", b"hello owlet\n")
        server.stop(3)


@case("owlet", "a refused client that never closes is closed by the server", heavy=True)
def linger_bound(web):
    with web.start("-t", str(SHORT)) as server:
        before = server.descriptors()
        connection = web.at(server).connect()
        connection.send(b"BAD\r\n\r\n")
        connection.response()
        server.wait_for_descriptors(before, what="open descriptors while the client keeps a refused connection")


@case("owlet", "a refused client that goes on sending for ever is closed by the server", heavy=True)
def endless_sender(web):
    with web.start("-t", str(SHORT)) as server, web.at(server).connect() as connection:
        connection.send(b"BAD\r\n\r\n")
        begin = time.monotonic()
        while connection.send_until_refused(b"x" * 1000):
            if spent(begin) > 15:
                raise Failure("expected the close of a refused connection; it took what was sent for 15 s")
