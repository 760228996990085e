"""Persistence, pipelining, half-close: which requests a connection answers, in which order, and when it ends (RFC 9112 9)."""

import time

from cases.transfers import open_window
from support.documents import SIZES, TINY, pattern
from support.outcome import expect, expect_equal
from support.registry import case, cases



def raw(version, *fields):
    """One request for the tiny file with exactly these fields."""
    return ("\r\n".join([f"GET /tiny.txt HTTP/{version}", "Host: test", *fields]) + "\r\n\r\n").encode()


@cases("9112 9.3", "{0} keeps the connection", [
    ("HTTP/1.1 without Connection", "1.1", ()),
    ("HTTP/1.1 with keep-alive", "1.1", ("Connection: keep-alive",)),
    ("HTTP/1.1 with an unknown option", "1.1", ("Connection: foo",)),
    ("HTTP/1.1 with an option that contains close", "1.1", ("Connection: closed, xclose, close-x",)),
    ("HTTP/1.1 with close in quotes", "1.1", ('Connection: "close"',)),
    ("HTTP/1.1 with an empty Connection", "1.1", ("Connection:",)),
    ("HTTP/1.1 with close in another field", "1.1", ("Proxy-Connection: close", "X-Connection: close")),
    ("HTTP/1.1 with commas only", "1.1", ("Connection: , ,",)),
    ("HTTP/1.0 with keep-alive", "1.0", ("Connection: keep-alive",)),
    ("HTTP/1.0 with Keep-Alive in another case", "1.0", ("Connection: Keep-Alive",)),
    ("HTTP/1.0 with keep-alive in a list", "1.0", ("Connection: foo, keep-alive",)),
    ("HTTP/1.0 with keep-alive in a second field", "1.0", ("Connection: foo", "Connection: keep-alive")),
    ("HTTP/1.1 with Upgrade to h2c", "1.1", ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")),
    ("HTTP/1.1 with Upgrade to websocket", "1.1", ("Connection: Upgrade", "Upgrade: websocket")),
    ("HTTP/1.1 with Upgrade alone", "1.1", ("Upgrade: websocket",)),
])
def keeps(web, _, version, fields):
    with web.connect() as connection:
        connection.send(raw(version, *fields))
        response = connection.response()
        expect_equal("status", response.status, 200)
        expect(not response.closes, "no close", response["connection"])
        if version == "1.0":
            expect_equal("Connection", (response["connection"] or "").lower(), "keep-alive")
        web.expect_goes_on(connection)


@cases("9112 9.6", "{0} ends the connection", [
    ("HTTP/1.1 with close", "1.1", ("Connection: close",)),
    ("close in another case", "1.1", ("Connection: CLOSE",)),
    ("close in a list", "1.1", ("Connection: foo, close",)),
    ("close first in a list", "1.1", ("Connection: close, foo",)),
    ("close in a list without spaces", "1.1", ("Connection: foo,close,bar",)),
    ("close in a second field", "1.1", ("Connection: foo", "Connection: close")),
    ("close and keep-alive", "1.1", ("Connection: keep-alive, close",)),
    ("keep-alive in one field and close in another", "1.1", ("Connection: keep-alive", "Connection: close")),
    ("close with spaces and tabs around", "1.1", ("Connection: \t close \t",)),
    ("close among empty members", "1.1", ("Connection: ,,close,",)),
    ("HTTP/1.0", "1.0", ()),
    ("HTTP/1.0 with close", "1.0", ("Connection: close",)),
    ("HTTP/1.0 with another option", "1.0", ("Connection: foo",)),
    ("HTTP/1.0 with keep-alive and close", "1.0", ("Connection: keep-alive, close",)),
    ("HTTP/1.0 with keep-alive in another field", "1.0", ("Proxy-Connection: keep-alive", "Keep-Alive: 300")),
])
def ends(web, _, version, fields):
    answers = web.answers(raw(version, *fields) + raw("1.1"))
    expect_equal("number of answers", len(answers), 1)
    expect_equal("status", answers[0].status, 200)
    if version == "1.1" or web.is_owlet:
        expect(answers[0].closes, "Connection: close", answers[0]["connection"])


@case("9112 2.6", "the answer to HTTP/1.0 says HTTP/1.1")
def version_of_answer(web):
    response = web.get("/tiny.txt", version="1.0")
    expect(response.head.startswith(b"HTTP/1.1 200 "), "HTTP/1.1", response.head[:20])


@cases("9112 9.3", "after {0} the connection goes on", [
    ("404", "/missing", 404),
    ("301", "/dir", 301),
    ("a large file", "/big.bin", 200),
    ("an empty file", "/empty.txt", 200),
])
def goes_on(web, _, target, status):
    web.expect_answers(web.request(target, close=False) * 2, [status] * 2)


@case("9112 9.3.2", "100 pipelined requests in one segment are answered in order")
def hundred(web):
    sizes = [SIZES[n % 12] for n in range(100)]
    request = b"".join(web.request(f"/sizes/{size}.bin", close=False) for size in sizes)
    answers = web.expect_answers(request, [200] * 100)
    for number, (size, answer) in enumerate(zip(sizes, answers)):
        expect_equal(f"body {number}", answer.body, pattern(size))


@case("9112 9.3.2", "100 pipelined requests of every kind are answered in order")
def hundred_mixed(web):
    kinds = [
    ("GET", "/tiny.txt", (), 200),
    ("HEAD", "/sizes/65537.bin", (), 200),
    ("GET", "/missing", (), 404),
    ("GET", "/tiny.txt", ("If-None-Match: *",), 304),
    ("GET", "/sizes/1048577.bin", (), 200),
    ("GET", "/digits.txt", ("Range: bytes=2-4",), 206),
    ("GET", "/dir", (), 301),
    ("GET", "/tiny.txt", ('If-Match: "x"',), 412),
    ("GET", "/empty.txt", (), 200),
    ("HEAD", "/missing", (), 404),
    ("POST", "/tiny.txt", ("Content-Length: 0",), 405),
    ("GET", "/digits.txt", ("Range: bytes=50-",), 416),
    ("GET", "/sizes/8193.bin", (), 200),
]
    plan = [kinds[n % len(kinds)] for n in range(100)]
    request = b"".join(web.request(target, *fields, method=method, close=False) for method, target, fields, _ in plan)
    if web.is_owlet:
        answers = web.expect_answers(request, [status for *_, status in plan], [method for method, *_ in plan])
    else:
        answers = web.answers(request + web.request("/end.txt"), [method for method, *_ in plan])
        expect_equal("statuses", [a.status for a in answers], [*(status for *_, status in plan), 200])
    for number, ((method, target, fields, status), answer) in enumerate(zip(plan, answers)):
        if (method, status) == ("GET", 200) and target.startswith("/sizes/"):
            expect_equal(f"body {number}", answer.body, pattern(int(target[7:-4])))
        if status == 206:
            expect_equal(f"body {number}", answer.body, b"234")


@case("9112 9.3.2", "50 pipelined large files come whole and in order to a client with a tiny window", limit=40)
def large_pipelined(web):
    data = pattern(131072)
    with web.connect(rcvbuf=4096) as connection:
        connection.send((web.request("/sizes/131072.bin", close=False) + web.request("/tiny.txt", close=False)) * 50)
        for number in range(50):
            if number == 10:
                open_window(connection)         # what has come went out a little at a time; the rest is to end in time
            expect_equal(f"body {number}", connection.response().body, data)
            expect_equal(f"body between {number}", connection.response().body, TINY)


@case("9112 9.3.2", "a client that pipelines without reading is held back, not dropped, and then gets all answers", limit=40)
def back_pressure(web):
    request, count = web.request("/sizes/65536.bin", close=False), 200
    data = pattern(65536)
    with web.connect(rcvbuf=4096) as connection:
        connection.send(request * count)
        for number in range(count):
            if number == 10:
                open_window(connection)
            expect_equal(f"body {number}", connection.response().body, data)
        web.expect_goes_on(connection)


@case("9112 9.3.2", "5,000 pipelined small requests are all answered")
def five_thousand(web):
    with web.connect() as connection:
        connection.send(web.request("/tiny.txt", close=False) * 5000)
        for _ in range(5000):
            expect_equal("body", connection.response().body, TINY)
        expect(connection.is_silent(0.05), "no answer more", "more")


@case("9112 9.3.2", "pipelined requests behind close are not answered")
def behind_close(web):
    answers = web.answers(web.request("/tiny.txt", close=False) * 3 + web.request("/tiny.txt") + web.request("/smuggled.txt", close=False) * 3)
    expect_equal("statuses", [a.status for a in answers], [200] * 4)


@case("9112 9.3", "1,000 requests one after the other on one connection")
def thousand(web):
    with web.connect() as connection:
        for _ in range(1000):
            connection.send(web.request("/tiny.txt", close=False))
            expect_equal("body", connection.response().body, TINY)


# half-close


def expect_prompt_end(web, exchange, tries=3, **settings):
    """The orderly end behind an exchange. The quickest of some tells whether the server waits: it would each time, a busy machine would not."""
    times = []
    for _ in range(tries):
        with web.connect(**settings) as connection:
            exchange(connection)
            begin = time.monotonic()
            connection.expect_end()
            times.append(time.monotonic() - begin)
    expect(min(times) < 1, "the close at once", times)


@case("9112 9.6", "a request and the client's half-close in one go: answered, and closed at once")
def half_close(web):
    def exchange(connection):
        connection.send(web.request("/tiny.txt", close=False))
        connection.finish_sending()
        expect_equal("body", connection.response().body, TINY)
    expect_prompt_end(web, exchange, 20)


@case("9112 9.6", "a half-closed client gets all the answers that it asked for")
def half_close_pipelined(web):
    answers = web.answers((web.request("/sizes/65537.bin", close=False) + web.request("/missing", close=False)) * 20, half_close=True)
    expect_equal("statuses", [a.status for a in answers], [200, 404] * 20)


@case("9112 9.6", "a half-closed client gets the whole of a large file")
def half_close_large(web):
    def exchange(connection):
        connection.send(web.request("/big.bin", close=False))
        connection.finish_sending()
        expect_equal("length", len(connection.response().body), 8 << 20)
    expect_prompt_end(web, exchange, rcvbuf=8192)


@case("9112 9.6", "a half-close some time behind the request and its answer closes the connection at once")
def late_half_close(web):
    def exchange(connection):
        connection.send(web.request("/tiny.txt", close=False))
        connection.response()
        connection.finish_sending()
    expect_prompt_end(web, exchange)


@case("9112 9.6", "a connection that sends nothing and half-closes is closed at once")
def nothing_and_half_close(web):
    def exchange(connection):
        connection.finish_sending()
    expect_prompt_end(web, exchange)


@case("9112 8", "half a request and a half-close: no file, and closed at once")
def half_request(web):
    def exchange(connection):
        connection.send(b"GET /tiny.txt HTTP/1.1\r\nHost: te")
        connection.finish_sending()
        if connection.wait_for_something():
            expect_equal("status", connection.response().status, 400)
    expect_prompt_end(web, exchange)


@case("9112 9.6", "close with a half-close behind it ends in order")
def close_and_half_close(web):
    def exchange(connection):
        connection.send(web.request("/sizes/65537.bin"))
        connection.finish_sending()
        expect_equal("length", len(connection.response().body), 65537)
    expect_prompt_end(web, exchange)


@case("9112 9.6", "the server closes its side at once after close, though the client keeps its own side open")
def prompt_close(web):
    def exchange(connection):
        connection.send(web.request("/tiny.txt"))
        connection.response()
    expect_prompt_end(web, exchange)
