"""SIGTERM and SIGINT: stop accepting, finish what is under way (bounded by -t), exit 0. SIGPIPE and the like are no harm."""

import os
import shutil
import signal
import subprocess
import time

from cases.transfers import open_window
from support.documents import TINY, pattern
from support.outcome import Failure, Skip, expect, expect_equal
from support.processes import wait_until
from support.registry import case, cases

OWN_ADDRESS = "127.77.65.3"         # where nobody else takes a port that is free for a moment
ENDING = [("SIGTERM", signal.SIGTERM), ("SIGINT", signal.SIGINT)]


@cases("owlet", "{0} ends an idle owlet at once with status 0", ENDING)
def idle(web, _, number):
    with web.start("--drain-timeout", "60") as server:
        server.signal(number)
        server.check_end(server.wait())


@cases("owlet", "{0} in the middle of a download: it comes whole, nobody else is accepted, the status is 0", ENDING, heavy=True)
def download(web, _, number):
    with web.start("-t", "60", "--drain-timeout", "60") as server:
        connection = web.at(server).connect(rcvbuf=4096)
        connection.send(web.request("/big.bin", close=False))
        connection.response_head()
        server.signal(number)
        wait_until(lambda: not web.is_let_in(), "nobody to be let in")
        open_window(connection)
        expect(connection.read_body(8 << 20) == pattern(8 << 20), "the whole file", "something else")
        connection.expect_end()
        server.check_end(server.wait())


@case("owlet", "SIGTERM closes idle kept connections at once")
def idle_connections(web):
    with web.start("-t", "60", "--drain-timeout", "60") as server:
        web.at(server)
        clients = [web.connect() for _ in range(20)]
        for connection in clients:
            web.expect_goes_on(connection)
        server.signal()
        for connection in clients:
            connection.expect_end()
        server.check_end(server.wait())


@case("owlet", "SIGTERM does not wait for a stalled client longer than --drain-timeout", heavy=True)
def stalled(web):
    with web.start("-t", "60", "--drain-timeout", "1") as server:
        connection = web.at(server).connect(rcvbuf=4096)
        connection.send(web.request("/huge.bin"))
        connection.wait_for_something()
        server.signal()
        server.check_end(server.wait(), 3)


@case("owlet", "SIGTERM does not wait for a client that reads on for ever longer than --drain-timeout", heavy=True)
def endless_reader(web):
    with web.start("-t", "60", "--drain-timeout", "1") as server:
        connection = web.at(server).connect(rcvbuf=4096)
        connection.send(web.request("/huge.bin"))
        connection.response_head()
        begin = time.monotonic()
        server.signal()
        while server.alive():
            if time.monotonic() - begin > 15:
                raise Failure("expected the end about 1 s after SIGTERM; a trickling reader held owlet for 15 s")
            try:
                connection.read_body(1000)
            except (Failure, ConnectionResetError):
                break
            connection.pause(0.02)
        server.check_end(server.wait(), 3)


@case("owlet", "SIGTERM does not wait for half a request longer than -t")
def half_request(web):
    with web.start("-t", "1", "--drain-timeout", "60") as server:
        begin = time.monotonic()
        connection = web.at(server).connect()
        connection.send(b"GET /tiny.txt HTTP/1.1\r\nHost: te")
        connection.wait_taken()
        server.signal()
        spent = time.monotonic() - begin
        server.check_end(server.wait())
        if spent > 0.9:
            raise Skip(f"the signal came {spent:.1f} s after the half request, which lasts for 1")


@case("owlet", "pipelined answers that are under way at SIGTERM come whole")
def pipelined(web):
    with web.start("-t", "60", "--drain-timeout", "60") as server:
        connection = web.at(server).connect(rcvbuf=4096)
        connection.send(web.request("/sizes/1048577.bin", close=False) * 4)
        connection.response_head()
        server.signal()
        wait_until(lambda: not web.is_let_in(), "nobody to be let in")
        open_window(connection)
        expect(connection.read_body(1048577) == pattern(1048577), "the whole first file", "something else")
        while connection.wait_for_something():
            expect_equal("length", len(connection.response().body), 1048577)
        server.check_end(server.wait())


@cases("owlet", "{0} does not end owlet", [("SIGPIPE", signal.SIGPIPE)])
def survived(web, _, number):
    with web.start() as server:
        server.signal(number)
        web.at(server).expect_file("/tiny.txt", TINY)


@case("owlet", "being stopped and continued is no harm")
def stopped(web):
    with web.start() as server:
        connection = web.at(server).connect()
        web.expect_goes_on(connection)
        server.signal(signal.SIGSTOP)
        connection.send(web.request("/tiny.txt", close=False))
        server.signal(signal.SIGCONT)
        expect_equal("body", connection.response().body, TINY)


@case("owlet", "a second owlet takes the port over as soon as the first has ended, though connections linger")
def port_again(web):
    with web.start("--host", OWN_ADDRESS) as server:
        web.at(server).expect_file("/tiny.txt", TINY)
        connection = web.connect()
        web.expect_goes_on(connection)
        port = server.address[1]
        server.stop()
        with web.start("--host", OWN_ADDRESS, port=port) as successor:
            web.at(successor).expect_file("/tiny.txt", TINY)


@case("owlet", "owlet works as process 1: it serves, and SIGTERM ends it with status 0")
def process_1(web):
    web.need_owlet()
    if not shutil.which("unshare") or subprocess.run(["unshare", "--pid", "--fork", "true"], capture_output=True, check=False).returncode:
        raise Skip("a process namespace needs unshare and a privilege")
    with web.start(prefix=("unshare", "--pid", "--fork")) as server:
        with open(f"/proc/{server.process.pid}/task/{server.process.pid}/children", encoding="ascii") as file:
            server.pid = int(file.read().split()[0])
        with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
            inner = [line.split()[-1] for line in file if line.startswith("NSpid")]
        expect_equal("process id within", inner, ["1"])
        web.at(server).expect_file("/tiny.txt", TINY)
        os.kill(server.pid, signal.SIGTERM)
        server.check_end(server.wait())
