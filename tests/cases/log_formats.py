"""--log-format: what stands in a line, whatever a client sends, and whether a program can read it."""

import json
import re

from support import logs
from support.documents import TINY
from support.outcome import expect, expect_equal
from support.registry import case, cases

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
HOSTILE = bytes(byte for byte in range(1, 256) if byte not in b"\r\n\t") + b'"},{"forged":"'


def logged(web, form, exchange, *options):
    """Serves an exchange with a log in this format; returns its lines."""
    web.need_owlet()
    with logs.directory() as home:
        path = f"{home}/access.log"
        with web.start("-l", path, "--log-format", form, *options) as server:
            web.at(server)
            exchange()
            server.stop()
        data = logs.content(path)
    expect(data.endswith(b"\n"), "whole lines", data[-200:])
    return data.split(b"\n")[:-1]


@cases("owlet", "--log-format {0} is the Common Log Format{1}", [("common", "", rb""), ("combined", " and two fields more", rb' "r" "u"')])
def text(web, form, _, end):
    lines = logged(web, form, lambda: web.get("/tiny.txt?x", "Referer: r", "User-Agent: u"))
    expect_equal("number of lines", len(lines), 1)
    start = rb'127\.0\.0\.1 - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET /tiny\.txt\?x HTTP/1\.1" 200 %d' % len(TINY)
    expect(re.fullmatch(start + end, lines[0]), (start + end).decode(), lines[0])


@case("owlet", "--log-format json has a member for each thing that is known")
def members(web):
    lines = logged(web, "json", lambda: web.get("/tiny.txt?x", "Referer: r", "User-Agent: u"))
    entry = json.loads(lines[0])
    expect(TIME.fullmatch(entry.pop("time")), "a time of RFC 3339", lines[0])
    expect(0 <= entry.pop("duration") < 10, "a duration in seconds", lines[0])
    expect_equal("host", entry.pop("host", "test"), "test")
    expect_equal("the rest", entry, {"client": "127.0.0.1", "method": "GET", "target": "/tiny.txt?x", "protocol": "HTTP/1.1", "status": 200,
                                     "bytes": len(TINY), "complete": True, "referer": "r", "user_agent": "u"})


@case("owlet", "whatever a client sends, a line of JSON is one object that has the client's bytes as Latin-1")
def hostile(web):
    def exchange():
        with web.connect() as connection:
            connection.send(b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nUser-Agent: " + HOSTILE[31:] + b"\r\n\r\n")
            connection.response()
        for line in (b"GET " + HOSTILE + b" HTTP/1.1\r\n\r\n", HOSTILE + b"\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\r\n\r\n"):
            with web.connect() as connection:
                connection.send_until_refused(line)
                connection.response()
    lines = logged(web, "json", exchange)
    expect_equal("number of lines", len(lines), 4)
    for line in lines:
        expect(re.fullmatch(rb"[ -~]+", line), "printable ASCII", line)
        expect("forged" not in json.loads(line), "no forged member", line)
    agent = json.loads(lines[0]).get("user_agent")
    if json.loads(lines[0])["status"] == 200:
        expect_equal("the agent", agent.encode("latin-1"), HOSTILE[31:].strip(b" "))


@cases("owlet", "the log has the line of a request that is no HTTP as far as it goes: {0}", [
    ("a byte that no URI has", b"GET /caf\xc3\xa9?q HTTP/1.1\r\nHost: a\r\n\r\n", rb"GET /caf\xc3\xa9?q HTTP/1.1"),
    ("TLS", b"\x16\x03\x01\x02\x00\x01", rb"\x16\x03\x01\x02\x00\x01"),
    ("a control character", b"GET /a\x01b HTTP/1.1\r\n\r\n", rb"GET /a\x01b HTTP/1.1"),
    ("two blanks", b"GET  /a HTTP/1.1\r\n\r\n", rb"GET  /a HTTP/1.1"),
    ("a bad Host", b"GET /a HTTP/1.1\r\nHost: a b\r\n\r\n", rb"GET /a HTTP/1.1"),
    ("nothing but an end", b"\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n", b"-")])
def refused(web, _, request, line):
    lines = logged(web, "common", lambda: web.answers(request))
    expect_equal("number of lines", len(lines), 1)
    expect(b'] "%s" 400 ' % line in lines[0], line, lines[0])


@case("owlet", "a client that leaves in the middle of a download is in JSON as one that did, with the bytes that went out")
def early_leave(web):
    def exchange():
        with web.connect(rcvbuf=4096) as connection:
            connection.send(web.request("/huge.bin"))
            connection.response_head()
            connection.reset()
        web.get("/tiny.txt")
    by_target = {entry["target"]: entry for entry in map(json.loads, logged(web, "json", exchange))}
    expect_equal("complete", {target: entry["complete"] for target, entry in by_target.items()}, {"/huge.bin": False, "/tiny.txt": True})
    expect_equal("status", by_target["/huge.bin"]["status"], 200)


@case("owlet", "a slow download has its duration, and is complete")
def duration(web):
    def exchange():
        with web.connect(rcvbuf=4096) as connection:
            connection.send(web.request("/big.bin"))
            connection.response_head()
            logs.wait_until("a quarter of a second", logs.after(0.25))
            connection.read_body(8 << 20)
    entry = json.loads(logged(web, "json", exchange)[0])
    expect_equal("complete, bytes", (entry["complete"], entry["bytes"]), (True, 8 << 20))
    expect(0.2 < entry["duration"] < 20, "a duration of 0.25 s or somewhat more", entry["duration"])


@cases("owlet", "the longest request line that is answered makes one line that fits into a pipe's page: {0}", ["common", "combined", "json"])
def longest(web, form):
    def exchange():
        web.get("/" + "a" * 8000, "Referer: " + "b" * 8000, "User-Agent: " + "\xff" * 8000)
    lines = logged(web, form, exchange)
    expect_equal("number of lines", len(lines), 1)
    expect(len(lines[0]) < 4096 and b'..."' in lines[0], "less than 4096 bytes, cut with ...", lines[0][-100:])
    if form == "json":
        expect(json.loads(lines[0])["target"].startswith("/aaa"), "the target", lines[0][:200])


@case("owlet", "the log goes to syslog as datagrams with priority, name and process")
def syslog(web):
    web.need_owlet()
    with logs.directory() as home, logs.log_daemon(f"{home}/log") as daemon:
        with web.start("-l", f"syslog:{home}/log") as server:
            web.at(server).get("/tiny.txt?x")
            pid = server.pid
            got = daemon.recv(8192)
    wanted = rb'<30>owlet\[%d\]: 127\.0\.0\.1 - - \[.*\] "GET /tiny\.txt\?x HTTP/1\.1" 200 \d+ "-" "-"' % pid
    expect(re.fullmatch(wanted, got), wanted.decode(), got)


@case("owlet", "the log goes to the journal as fields of its native protocol")
def journal(web):
    web.need_owlet()
    with logs.directory() as home, logs.log_daemon(f"{home}/socket") as daemon:
        with web.start("-l", f"journal:{home}/socket") as server:
            web.at(server).get("/tiny.txt?x")
            got = daemon.recv(8192)
    fields = dict(line.split(b"=", 1) for line in got.split(b"\n")[:-1])
    expect(b'"GET /tiny.txt?x HTTP/1.1" 200' in fields.pop(b"MESSAGE"), "the line", got)
    expect_equal("the rest", fields, {b"PRIORITY": b"6", b"SYSLOG_FACILITY": b"3", b"SYSLOG_IDENTIFIER": b"owlet"})
