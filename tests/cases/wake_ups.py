"""Many events in one wake-up of the loop: owlet is stopped until they have all arrived, then goes on. No edge may be lost.

Nothing is left to the time-outs: -t is far longer than any client waits here."""

import signal
import time

from support.documents import TINY, pattern
from support.outcome import Failure, expect, expect_equal
from support.registry import case, cases


class Held:
    """Holds the process by SIGSTOP while the block runs."""

    def __init__(self, server):
        self.server = server

    def __enter__(self):
        self.server.signal(signal.SIGSTOP)
        end = time.monotonic() + 15
        while self.state() not in "Tt":
            if time.monotonic() > end:
                raise Failure("expected owlet to stop on SIGSTOP; it runs on")
            time.sleep(0.0005)

    def __exit__(self, *_):
        self.server.signal(signal.SIGCONT)

    def state(self):
        """The process's state, as one letter."""
        with open(f"/proc/{self.server.pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0]


@case("9112 9.6", "request and half-close in one wake-up of a kept connection: answered, and closed at once")
def kept_and_half_closed(web):
    with web.start("-t", "60") as server:
        connection = web.at(server).connect()
        web.expect_goes_on(connection)
        with Held(server):
            connection.send(web.request("/tiny.txt", close=False))
            connection.finish_sending()
        expect_equal("body", connection.response().body, TINY)
        connection.expect_end()


@case("9112 9.6", "request and half-close in one wake-up of a new connection: answered, and closed at once")
def new_and_half_closed(web):
    with web.start("-t", "60") as server:
        web.at(server)
        with Held(server):
            connection = web.connect()
            connection.send(web.request("/tiny.txt", close=False))
            connection.finish_sending()
        expect_equal("body", connection.response().body, TINY)
        connection.expect_end()


@cases("9112 9.6", "half-close in one wake-up with {0}: closed at once", [
    ("nothing", b"", None),
    ("half a request", b"GET /tiny.txt HTTP/1.1\r\nHost: te", 400),
    ("half a body", b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 50\r\n\r\nhello", 400),
    ("a malformed request", b":BAD\r\n\r\n", 400),
    ("a request for a large file", b"GET /big.bin HTTP/1.1\r\nHost: test\r\n\r\n", 200),
    ("50 requests", b"GET /sizes/8193.bin HTTP/1.1\r\nHost: test\r\n\r\n" * 50, 200),
    ("65,536 bytes of requests", (b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nX: " + b"x" * 84 + b"\r\n\r\n") * 512, 200),
])
def half_closed(web, _, raw, status):
    with web.start("-t", "60") as server:
        connection = web.at(server).connect()
        web.expect_goes_on(connection)
        with Held(server):
            if raw:
                connection.send(raw)
            connection.finish_sending()
        for _ in range(raw.count(b"\r\n\r\n") if status == 200 else 1):
            if not connection.wait_for_something():
                expect(status != 200, "an answer to each request", "the end")
                break
            expect_equal("status", connection.response().status, status)
        connection.expect_end()


@case("owlet", "200 connections that all become ready in one wake-up are all answered")
def many_ready(web):
    with web.start("-t", "60") as server:
        web.at(server)
        clients = [web.connect() for _ in range(200)]
        for connection in clients:
            web.expect_goes_on(connection)
        with Held(server):
            for connection in clients:
                connection.send(web.request("/tiny.txt", close=False))
        for connection in clients:
            expect_equal("body", connection.response().body, TINY)


@case("owlet", "200 new connections in one wake-up are all accepted and answered")
def many_new(web):
    with web.start("-t", "60") as server:
        web.at(server)
        with Held(server):
            clients = [web.connect() for _ in range(200)]
            for connection in clients:
                connection.send(web.request("/tiny.txt"))
        for connection in clients:
            expect_equal("body", connection.response().body, TINY)
            connection.expect_end()


@case("owlet", "resets, half-closes and requests of 150 connections in one wake-up: each is taken as its own")
def mixed(web):
    with web.start("-t", "60") as server:
        before = server.descriptors()
        web.at(server)
        clients = [web.connect() for _ in range(150)]
        for connection in clients:
            web.expect_goes_on(connection)
        with Held(server):
            for number, connection in enumerate(clients):
                connection.send(web.request("/tiny.txt", close=False))
                if number % 3 == 0:
                    connection.reset()
                elif number % 3 == 1:
                    connection.finish_sending()
        for number, connection in enumerate(clients):
            if number % 3:
                expect_equal("body", connection.response().body, TINY)
            if number % 3 == 1:
                connection.expect_end()
            elif number % 3 == 2:
                web.expect_goes_on(connection)
                connection.close()
        server.wait_for_descriptors(before + type(before)({"file": 1}))


@case("owlet", "more input than one read takes, all there in one wake-up, is read to its end")
def more_than_one_read(web):
    request = b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 55000\r\n\r\n" + b"x" * 55_000
    with web.start("-t", "60") as server:
        connection = web.at(server).connect()
        web.expect_goes_on(connection)
        with Held(server):
            connection.send(request + web.request("/digits.txt", close=False))
        expect_equal("status", connection.response().status, 405)
        expect_equal("body", connection.response().body, b"0123456789")


@case("owlet", "a signal to end in one wake-up with requests: each has its whole answer or none, and the status is 0")
def term_and_requests(web):
    with web.start("-t", "60") as server:
        web.at(server)
        clients = [web.connect() for _ in range(20)]
        for connection in clients:
            web.expect_goes_on(connection)
        with Held(server):
            for connection in clients:
                connection.send(web.request("/sizes/65536.bin", close=False))
            server.signal(signal.SIGTERM)
        for connection in clients:
            try:
                if connection.wait_for_something():
                    expect_equal("body", connection.response().body, pattern(65536))
            except ConnectionResetError:
                expect(not connection.total_received, "a whole answer or none", f"{connection.total_received} bytes")
                continue
            connection.expect_end(reset_is_fine=True)
        server.check_end(server.wait())
