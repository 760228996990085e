"""A log that takes nothing holds nobody up: a stopped reader, a full disk, a log daemon that sleeps."""

import contextlib
import os
import resource
import subprocess
import threading
import time

from cases.admin import samples
from support import logs
from support.outcome import expect, expect_equal
from support.registry import case, cases
from support.server import URL, has_sanitizer

REQUESTS = 20_000
WITH_OUTPUT_TO = ("/bin/sh", "-c", 'exec "$@" >"$0"')     # the descriptor is in blocking mode, as an inherited one is


def ask_and_watch(web, server, first=0):
    """All the requests at full speed; the memory of the later half has to be that of the first, once the log is full (a sanitizer keeps what was freed)."""
    with web.at(server).connect() as connection:
        logs.ask_many(connection, web, first, REQUESTS // 2, logs.AGENT)
        before = logs.resident_kib(server)
        logs.ask_many(connection, web, first + REQUESTS // 2, REQUESTS // 2, logs.AGENT)
        expect(has_sanitizer(web.setting.binary) or logs.resident_kib(server) - before < 1024, "memory that stays", f"{before} KiB, then {logs.resident_kib(server)}")


@cases("owlet", "20,000 requests go on while nobody reads the log, a {0}; then whole lines come, and the rest is counted once", [
    ("FIFO", False), ("pipe as standard output", True)], limit=120, heavy=True)
def stopped_reader(web, _, is_output):
    web.need_owlet()
    with logs.directory() as home, logs.fifo(home) as (path, reader):
        options, prefix = (("-l", "-"), (*WITH_OUTPUT_TO, path)) if is_output else (("-l", path), ())
        with web.start(*options, prefix=prefix) as server:
            ask_and_watch(web, server)
            expect_equal("reports while nobody reads", logs.dropped(server), [])
            numbers = logs.numbers_of(logs.read_all(reader, logs.has_all([server], REQUESTS)))
            expect_equal("the lines are the first ones", numbers, list(range(len(numbers))))
            expect_equal("lines, read and dropped", len(numbers) + logs.dropped(server)[0], REQUESTS)
            expect(logs.dropped(server)[0] > 0, "that some were dropped", logs.dropped(server))
            with web.connect() as connection:
                logs.ask_many(connection, web, REQUESTS, 10)
            data = logs.read_all(reader, logs.has_all([], 10))
            expect_equal("the lines after it", logs.numbers_of(data), list(range(REQUESTS, REQUESTS + 10)))
        expect_equal("reports in all", len(logs.dropped(server)), 1)


@case("owlet", "two workers whose log nobody reads go on; /metrics counts what they drop, and each says it once", limit=120, heavy=True)
def workers(web):
    web.need_owlet()
    with logs.directory() as home, logs.fifo(home) as (path, reader), web.start("-l", path, "-w", "2", "--admin", "127.0.0.1:0") as server:
        web.at(server)
        for number in range(20):        # one after the other, so that nobody is idle for longer than owlet lets him
            logs.ask_many(web.connect(), web, number * 1000, 1000, logs.AGENT)
        counted = samples(web, server)
        expect_equal("requests", counted['owlet_requests_total{method="GET",status="2xx"}'], REQUESTS)
        expect(counted["owlet_log_dropped_lines_total"] > 0, "that some lines are counted while nobody reads", counted)
        expect_equal("reports while nobody reads", logs.dropped(server), [])
        numbers = logs.numbers_of(logs.read_all(reader, logs.has_all([server], REQUESTS)))
        expect_equal("lines, none twice", len(numbers), len(set(numbers)))
        expect_equal("lines, read and counted", len(numbers) + samples(web, server)["owlet_log_dropped_lines_total"], REQUESTS)
        expect_equal("lines, read and said", len(numbers) + sum(logs.dropped(server)), REQUESTS)
        expect(len(logs.dropped(server)) <= 2, "a report of each worker", logs.dropped(server))


@case("owlet", "two processes with one stopped pipe as their log go on, and no line of theirs is broken", limit=120, heavy=True)
def shared_pipe(web):
    web.need_owlet()
    with logs.directory() as home, logs.fifo(home) as (path, reader):
        servers = [web.start("-l", "-", prefix=(*WITH_OUTPUT_TO, path)) for _ in range(2)]
        with servers[0], servers[1]:
            connections = [web.connect(address=server.address) for server in servers]
            askers = [threading.Thread(target=logs.ask_many, args=(connection, web, first, REQUESTS // 2, logs.AGENT))
                      for first, connection in zip((0, REQUESTS), connections)]
            for asker in askers:
                asker.start()
            for asker in askers:
                asker.join()
            numbers = logs.numbers_of(logs.read_all(reader, logs.has_all(servers, REQUESTS)))
            for first, server in zip((0, REQUESTS), servers):
                own = [number for number in numbers if first <= number < first + REQUESTS]
                expect_equal("the lines of one process are its first ones", own, list(range(first, first + len(own))))
                expect_equal("lines, read and dropped", len(own) + logs.dropped(server)[0], REQUESTS // 2)


@case("owlet", "a reader that reads all the time misses nothing, though the pipe is often full", limit=120, heavy=True)
def eager_reader(web):
    web.need_owlet()
    with logs.directory() as home, logs.fifo(home) as (path, reader), web.start("-l", path) as server:
        data, count = bytearray(), REQUESTS // 5        # less than owlet keeps, should this thread be the last that runs
        thread = threading.Thread(target=lambda: data.extend(logs.read_all(reader, logs.has_all([server], count), 60)))
        thread.start()
        with web.at(server).connect() as connection:
            logs.ask_many(connection, web, 0, count, logs.AGENT)
        thread.join()
        expect_equal("lines", logs.numbers_of(bytes(data)), list(range(count)))
        expect_equal("reports", logs.dropped(server), [])


@case("owlet", "a full disk costs lines, never halves of lines, and is told when it begins and when it is over", limit=120, heavy=True)
def full_disk(web):
    web.need_owlet()
    with logs.directory() as home:
        path = f"{home}/access.log"
        with web.start("-l", path) as server:
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (100_001, resource.RLIM_INFINITY))
            ask_and_watch(web, server)
            expect_equal("size of the log", os.path.getsize(path), 100_001)
            expect_equal("reports of lines while it is full", logs.dropped(server), [])
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            logs.wait_until("the report", lambda: logs.dropped(server))
            numbers = logs.numbers_of(logs.content(path))
            expect_equal("the lines are the first ones", numbers, list(range(len(numbers))))
            expect_equal("lines, written and dropped", len(numbers) + logs.dropped(server)[0], REQUESTS)
        told = [line for line in server.lines if "cannot be written" in line]
        expect_equal("reports of the trouble", told, [f"owlet: warning: log {path}: cannot be written: File too large"])
        expect_equal("reports of lines", len(logs.dropped(server)), 1)


@case("owlet", "a device that is always full costs nothing but the log", limit=120)
def full_device(web):
    with web.start("-l", "/dev/full") as server:
        with web.at(server).connect() as connection:
            logs.ask_many(connection, web, 0, 1000)
        server.stop()
        expect_equal("lines that were dropped", logs.dropped(server), [1000])
        expect("No space left on device" in server.stderr, "the reason", server.stderr)


@case("owlet", "a log that is deleted is made anew within seconds, and nothing else changes")
def deleted(web):
    web.need_owlet()
    with logs.directory() as home:
        path = f"{home}/access.log"
        with web.start("-l", path) as server, web.at(server).connect() as connection:
            logs.ask_many(connection, web, 0, 10)
            logs.wait_until("ten lines", lambda: logs.content(path).count(b"\n") == 10)
            os.unlink(path)
            logs.ask_many(connection, web, 10, 10)
            logs.wait_until("ten lines more", lambda: logs.content(path).count(b"\n") == 10)
            expect_equal("the lines", logs.numbers_of(logs.content(path)), list(range(10, 20)))
            os.unlink(path)
            os.rename(home, home + "-gone")
            logs.ask_many(connection, web, 20, 10)
            logs.wait_until("a warning", lambda: "was deleted and cannot be made anew" in server.stderr)
            os.rename(home + "-gone", home)
            logs.ask_many(connection, web, 30, 10)
            logs.wait_until("the lines that follow", lambda: b"?39 " in logs.content(path))
            server.stop()
        expect_equal("warnings", sum("warning" in line for line in server.lines), 1)


@case("owlet", "a reader of standard error that stops holds up neither the debug output nor the requests", limit=120)
def stopped_errors(web):
    web.need_owlet()
    server = web.start("-d")
    with subprocess.Popen(server.command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            host, port = URL.search(process.stderr.readline().decode()).groups()
            with web.connect(address=(host, int(port))) as connection:
                logs.ask_many(connection, web, 0, REQUESTS // 2, logs.AGENT)
            process.terminate()
            rest = process.stderr.read()
            expect_equal("status", process.wait(), 0)
        finally:
            process.kill()
    expect(all(line.startswith(b"owlet: 200 GET /tiny.txt?") for line in rest.splitlines()[:-1]), "whole lines", rest[-300:])


@case("owlet", "a log daemon that sleeps holds nobody up, and one that was started again is found", limit=120)
def daemon_sleeps(web):
    web.need_owlet()
    with logs.directory() as home:
        path = f"{home}/log"
        with logs.log_daemon(path) as daemon:
            server = web.start("-l", f"syslog:{path}").start()
            with web.at(server).connect() as connection:
                logs.ask_many(connection, web, 0, REQUESTS, logs.AGENT)
            count = read_datagrams(daemon, lambda count: count + sum(logs.dropped(server)) >= REQUESTS)
            expect_equal("lines, read and dropped", count + sum(logs.dropped(server)), REQUESTS)
            expect_equal("reports", len(logs.dropped(server)), 1)
        with web.connect() as connection:
            logs.ask_many(connection, web, 0, 10)
        logs.wait_until("a warning", lambda: f"log syslog:{path}: cannot be written" in server.stderr)
        with logs.log_daemon(path) as daemon:
            expect(b"/tiny.txt?0 " in daemon.recv(8192), "the line that waited", "another one")
            server.stop()


def read_datagrams(daemon, is_all, seconds=20):
    """Takes datagrams until nothing more comes and their number is all that there is; returns it."""
    count, end = 0, time.monotonic() + seconds
    daemon.settimeout(0.05)
    while True:
        with contextlib.suppress(TimeoutError):
            while True:
                daemon.recv(8192)
                count += 1
        if is_all(count):
            return count
        expect(time.monotonic() < end, f"the end of the log within {seconds} s", f"{count} lines")
