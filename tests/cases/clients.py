"""Clients that vanish: at every stage, in every way. It costs that one connection, never the server, and no descriptor is left."""

import itertools
import socket

from support.documents import TINY
from support.outcome import expect_equal
from support.registry import case, cases

STAGES = [
    ("nothing sent", b""),
    ("a part of the request line", b"GET /ti"),
    ("a part of the head", b"GET /big.bin HTTP/1.1\r\nHost: te"),
    ("a request", b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\n\r\n"),
    ("a request for a large file", b"GET /big.bin HTTP/1.1\r\nHost: test\r\n\r\n"),
    ("a request for 1 GiB", b"GET /huge.bin HTTP/1.1\r\nHost: test\r\n\r\n"),
    ("a part of a body", b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\n" + b"x" * 5000),
    ("a part of a chunk", b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nxx"),
    ("50 pipelined requests", b"GET /sizes/65536.bin HTTP/1.1\r\nHost: test\r\n\r\n" * 50),
    ("a malformed request", b"BAD\r\n\r\n" + b"x" * 5000),
    ("a request with close", b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"),
    ("several ranges of 1 GiB", b"GET /huge.bin HTTP/1.1\r\nHost: test\r\nRange: bytes=0-99999999,200000000-999999999\r\n\r\n"),
]
WAYS = [("a reset", "reset"), ("a close", "close"), ("a half-close and a reset", "half")]


def leave(connection, way):
    """Goes away."""
    if way == "half":
        try:
            connection.finish_sending()
        except OSError:
            pass                          # the server was quicker
        connection.reset()
    elif way == "reset":
        connection.reset()
    else:
        connection.close()


@cases("owlet", "{0}, then {2}: the server goes on and keeps no descriptor", [(*stage, *way) for stage, way in itertools.product(STAGES, WAYS)])
def vanish(web, _, raw, __, way):
    for waits in range(3):
        connection = web.connect(rcvbuf=4096)
        connection.send(raw)
        if waits == 1:
            connection.wait_taken() if b"huge" not in raw and b"50" not in raw else connection.wait_for_something()
        if waits == 2 and b"GET" in raw and b"Host: test\r\n" in raw:
            connection.response_head()
        leave(connection, way)
    web.expect_file("/tiny.txt", TINY)


@case("owlet", "a storm of 300 clients that vanish leaves not one descriptor behind", limit=60, heavy=True)
def storm(web):
    with web.start() as server:
        web.at(server)
        for target in ("/tiny.txt", "/big.bin", "/huge.bin", "/sizes/65536.bin"):
            web.head(target)
        for _, raw in STAGES[3:6]:
            with web.connect() as connection:
                connection.send(raw)
                connection.response_head()
        idle = server.descriptors()
        server.wait_for_descriptors(type(idle)(dict(idle, socket=1)))
        before = server.descriptors()
        for number in range(300):
            raw = STAGES[number % len(STAGES)][1]
            connection = web.connect(rcvbuf=4096)
            connection.send(raw)
            if number % 3 == 0 and b"Host: test\r\n" in raw and b"GET" in raw:
                connection.wait_for_something()
            leave(connection, WAYS[number % 3][1])
            if number % 50 == 49:
                web.expect_file("/tiny.txt", TINY)
        server.wait_for_descriptors(before, what="open descriptors after the storm")
        expect_equal("open descriptors", server.descriptors()["socket"], before["socket"])


@case("owlet", "a client that resets while 30 answers are under way disturbs no other connection", limit=30)
def neighbours(web):
    steady = web.connect()
    for _ in range(30):
        connection = web.connect(rcvbuf=4096)
        connection.send(b"GET /big.bin HTTP/1.1\r\nHost: test\r\n\r\n" * 30)
        connection.wait_for_something()
        connection.reset()
        web.expect_goes_on(steady)


@case("owlet", "urgent data is no request and no harm")
def urgent(web):
    with web.connect() as connection:
        connection.send(b"GET /tiny.txt HTTP/1.1\r\n")
        connection.socket.send(b"!", socket.MSG_OOB)
        connection.send(b"Host: test\r\n\r\n")
        expect_equal("status", connection.response().status, 200)
    web.expect_file("/tiny.txt", TINY)


@case("owlet", "a client that opens and closes 500 connections without a word is no harm")
def wordless(web):
    for number in range(500):
        connection = web.connect()
        connection.reset() if number % 2 else connection.close()
    web.expect_file("/tiny.txt", TINY)
