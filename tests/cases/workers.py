"""-w 2: what a parent does for its workers, and what becomes of the clients when one of them, or the parent, dies."""

import os
import signal
import time

from cases.transfers import open_window
from support.documents import TINY
from support.outcome import expect, expect_equal
from support.processes import Load, Processes, wait_until
from support.registry import case, cases

WORKERS = ("-p", "0", "-w", "2")


def requests(values):
    """All requests of /metrics."""
    return sum(value for name, value in values.items() if name.startswith("owlet_requests_total{"))


def download(web, **settings):
    """A connection with a response under way that does not fit into the buffers between."""
    connection = web.connect(rcvbuf=4096, **settings)
    connection.send(web.request("/big.bin", close=False))
    connection.response_head()
    return connection


def pending(pid):
    """The signals that a process has not taken yet, as bits."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1], 16) for line in file if line.startswith("ShdPnd"))


def expect_rest(connection):
    """The rest of what download() has begun."""
    open_window(connection)
    expect_equal("length", len(connection.read_body(8 << 20)), 8 << 20)


@case("owlet", "a worker that is killed under load costs its own connections only, another one serves within a second, and no counter goes back",
      limit=40, heavy=True)
def killed(web):
    with Processes(web, *WORKERS, "--admin", "127.0.0.1:0") as owlet, Load(owlet.address, keep=6, close=0) as load:
        counts = [requests(owlet.metrics(web))]
        times = []
        for _ in range(3):
            load.wait_for_more()
            before = set(owlet.workers())
            begin = time.monotonic()
            os.kill(min(before), signal.SIGKILL)
            wait_until(lambda: len(set(owlet.workers()) - before) == 1, "another worker")
            times.append(time.monotonic() - begin)
            web.address = owlet.address
            for _ in range(8):
                web.expect_file("/tiny.txt", TINY)
            counts.append(requests(owlet.metrics(web)))
            failed = load.forget_failures()
            expect(failed <= 6, "no more than one failure for each connection", failed)
        expect(min(times) < 1, "another one within a second", times)   # the best of three: this machine may be busy
        expect(counts == sorted(counts) and counts[-1] > counts[0], "counters that only grow", counts)
        load.wait_for_more()
        expect_equal("failed requests after that", dict(load.failures), {})
        owlet.wait_for("was ended by signal 9; starting another")


@case("owlet", "a client of another worker does not notice that one was killed")
def others(web):
    with Processes(web, *WORKERS) as owlet:
        web.address = owlet.address
        clients = [web.connect() for _ in range(30)]
        for connection in clients:
            web.expect_goes_on(connection)
        before = set(owlet.workers())
        os.kill(min(before), signal.SIGKILL)
        lost = 0
        for connection in clients:
            try:
                connection.send(web.request("/tiny.txt", close=False))
                lost += not connection.wait_for_something()
            except (ConnectionResetError, BrokenPipeError):
                lost += 1
        expect(0 < lost < 30, "some of 30 connections to be lost", lost)
        wait_until(lambda: len(set(owlet.workers()) - before) == 1, "another worker in its place")


@case("owlet", "workers that end again and again are started less and less often, and serve when they no longer do")
def crash_loop(web):
    with Processes(web, *WORKERS) as owlet:
        web.address = owlet.address
        begin, last = time.monotonic(), set(owlet.workers())
        for _ in range(5):                              # at once, and after 50, 100, 200 and 400 ms
            for pid in last:
                os.kill(pid, signal.SIGKILL)
            last = wait_until(lambda old=last: len(new := set(owlet.workers()) - old) == 2 and new, "two other workers")
        expect(time.monotonic() - begin > 0.7, "longer and longer pauses", time.monotonic() - begin)
        web.expect_file("/tiny.txt", TINY)


@case("owlet", "SIGTERM with -w 2 lets downloads end, lets nobody else in, and the status is 0", heavy=True)
def drains(web):
    with Processes(web, *WORKERS) as owlet:
        web.address = owlet.address
        clients = [download(web) for _ in range(6)]
        owlet.signal()
        wait_until(lambda: not web.is_let_in(), "nobody to be let in")
        for connection in clients:
            expect_rest(connection)
        owlet.wait()


@case("owlet", "SIGTERM with -w 2 and a client that does not read: --drain-timeout, and status 3")
def cut_off(web):
    with Processes(web, *WORKERS, "--drain-timeout", "0.2") as owlet:
        web.address = owlet.address
        connection = download(web)
        owlet.signal()
        owlet.wait(3)
        connection.drain()


@cases("owlet", "a second SIGTERM ends workers at once, with status 3 (--drain-delay {0})", ["0", "60"])
def at_once(web, delay):
    with Processes(web, *WORKERS, "-t", "60", "--drain-timeout", "60", "--drain-delay", delay, "--admin", "127.0.0.1:0") as owlet:
        web.address = owlet.address
        connection = download(web)
        owlet.signal()
        wait_until(lambda: owlet.ready_status(web) == 503, "503 of /readyz")
        owlet.signal()
        owlet.wait(3)
        connection.drain()


@cases("owlet", "--drain-delay: /readyz says 503 at once, and clients are served until it is over (-w {0})", ["1", "2"])
def delay(web, workers):
    with Processes(web, "-p", "0", "-w", workers, "--drain-delay", "60", "--admin", "127.0.0.1:0") as owlet:
        web.address = owlet.address
        expect_equal("status before", owlet.ready_status(web), 200)
        owlet.signal()
        wait_until(lambda: owlet.ready_status(web) == 503, "503 of /readyz")
        web.expect_file("/tiny.txt", TINY)
        owlet.signal()
        owlet.wait()
    with Processes(web, "-p", "0", "-w", workers, "--drain-delay", "0.7") as owlet:
        begin = time.monotonic()
        owlet.signal()
        owlet.wait()
        expect(time.monotonic() - begin >= 0.7, "no end before the delay is over", time.monotonic() - begin)


@case("owlet", "a worker that is killed during --drain-delay is replaced: clients still come")
def killed_in_delay(web):
    with Processes(web, *WORKERS, "--drain-delay", "60", "--admin", "127.0.0.1:0") as owlet:
        web.address = owlet.address
        owlet.signal()
        wait_until(lambda: owlet.ready_status(web) == 503, "503 of /readyz")
        before = set(owlet.workers())
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: len(set(owlet.workers()) - before) == 2, "two other workers")
        web.expect_file("/tiny.txt", TINY)
        owlet.signal()
        owlet.wait()


@case("owlet", "a SIGTERM to the whole group, as service managers send it, is one: workers wait for --drain-delay and for downloads")
def whole_group(web):
    with Processes(web, *WORKERS, "--drain-delay", "0.3", "--admin", "127.0.0.1:0") as owlet:
        web.address = owlet.address
        connection = download(web)
        for pid in owlet.workers():
            os.kill(pid, signal.SIGTERM)
            wait_until(lambda pid=pid: not pending(pid), "the signal to be taken")
        owlet.signal()
        wait_until(lambda: owlet.ready_status(web) == 503, "503 of /readyz")
        wait_until(lambda: not web.is_let_in(), "the end of the delay")
        expect_rest(connection)
        owlet.wait()


@case("owlet", "workers end by themselves when their parent was killed")
def orphans(web):
    with Processes(web, *WORKERS) as owlet:
        web.address = owlet.address
        connection = web.connect()
        web.expect_goes_on(connection)
        owlet.signal(signal.SIGKILL)
        connection.expect_end()
        owlet.wait_for_all()


@case("owlet", "a worker that is stopped does not keep the others from ending: it is killed in the end, and the status is 3", limit=30, heavy=True)
def stopped(web):
    with Processes(web, *WORKERS, "--drain-timeout", "0.1") as owlet:
        os.kill(owlet.workers()[0], signal.SIGSTOP)
        owlet.signal()
        owlet.wait(3)
        owlet.wait_for("did not end in time and is killed")
