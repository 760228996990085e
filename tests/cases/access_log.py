"""The access log: one line for each request, whatever the request holds."""

import os
import re
import tempfile

from support.outcome import expect, expect_equal
from support.registry import case, cases


def logged(web, *exchanges):
    """Serves these exchanges with a log; returns its lines after owlet's end."""
    web.need_owlet()
    with tempfile.TemporaryDirectory(prefix="httpdtest-log-") as home:
        path = f"{home}/access.log"
        with web.start("-l", path) as server:
            web.at(server)
            for exchange in exchanges:
                exchange()
            server.stop()
        with open(path, "rb") as file:
            data = file.read()
    expect(not data or data.endswith(b"\n"), "whole lines", data[-100:])
    return data.split(b"\n")[:-1]


@case("owlet", "each request is one line that names target and status")
def one_line_each(web):
    lines = logged(web, lambda: web.get("/tiny.txt"), lambda: web.get("/missing"), lambda: web.head("/dir"), lambda: web.get("/tiny.txt?a=b"))
    expect_equal("number of lines", len(lines), 4)
    for line, target, status in zip(lines, (b"/tiny.txt", b"/missing", b"/dir", b"/tiny.txt?a=b"), (b"200", b"404", b"301", b"200")):
        expect(target in line and re.search(rb"\b" + status + rb"\b", line), f"{target} and {status}", line)


@case("owlet", "100 pipelined requests are 100 lines, in order")
def pipelined(web):
    def exchange():
        web.answers(b"".join(web.request(f"/tiny.txt?{n}", close=False) for n in range(100)), half_close=True)
    lines = logged(web, exchange)
    expect_equal("number of lines", len(lines), 100)
    for number, line in enumerate(lines):
        expect(b"/tiny.txt?%d" % number in line, f"request {number}", line)


@case("owlet", "a malformed request is logged too")
def malformed(web):
    lines = logged(web, lambda: web.ask(b"GET /tiny.txt HTTP/1.1\r\nbad line\r\n\r\n"))
    expect_equal("number of lines", len(lines), 1)
    expect(b"400" in lines[0], "400", lines[0])


@cases("owlet", "what a client sends cannot forge or break a line: {0}", [
    ("an escaped newline", "/tiny.txt?%0aforged", ()),
    ("a quote", '/tiny.txt?a"b', ()),
    ("a quote in User-Agent", "/tiny.txt", ('User-Agent: a" 200 "b',)),
    ("obs-text in Referer", "/tiny.txt", ("Referer: \xff\x9b\x80",)),
    ("a backslash in User-Agent", "/tiny.txt", ("User-Agent: a\\",)),
    ("a tab in User-Agent", "/tiny.txt", ("User-Agent: a\tb",)),
])
def injection(web, _, target, fields):
    lines = logged(web, lambda: web.get(target, *fields))
    expect_equal("number of lines", len(lines), 1)
    expect(not re.search(rb"[\x00-\x1f\x7f]", lines[0]), "no control character", lines[0])
    expect_equal("quotes that are not escaped are pairs", len(re.findall(rb'(?<!\\)"', lines[0].replace(b"\\\\", b""))) % 2, 0)


@case("owlet", "-l - writes the log to standard output")
def to_stdout(web):
    with web.start("-l", "-") as server:
        web.at(server).get("/tiny.txt?seen")
        server.stop()
        expect_equal("number of lines", server.stdout.count(b"\n"), 1)
        expect(b"/tiny.txt?seen" in server.stdout, "the target", bytes(server.stdout))


@case("owlet", "without -l nothing is written to standard output, and standard error keeps to the ready line")
def quiet(web):
    with web.start() as server:
        web.at(server).get("/tiny.txt")
        web.get("/missing")
        server.stop()
        expect_equal("standard output", bytes(server.stdout), b"")
        expect_equal("lines on standard error", len([line for line in server.lines if line.startswith("owlet: serving")]), 1)


@case("owlet", "the log is appended to, not begun anew")
def appended(web):
    web.need_owlet()
    with tempfile.TemporaryDirectory(prefix="httpdtest-log-") as home:
        path = os.path.join(home, "access.log")
        for _ in range(2):
            with web.start("-l", path) as server:
                web.at(server).get("/tiny.txt")
        with open(path, "rb") as file:
            expect_equal("number of lines", file.read().count(b"\n"), 2)


@case("owlet", "a download that the client left is logged as well")
def aborted(web):
    def exchange():
        connection = web.connect(rcvbuf=4096)
        connection.send(web.request("/huge.bin"))
        connection.response_head()
        connection.reset()
        web.get("/tiny.txt")
    lines = logged(web, exchange)
    expect_equal("lines for the download", len([line for line in lines if b"/huge.bin" in line]), 1)
