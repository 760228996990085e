"""Logs under test: directories and pipes for them, many requests at a time, and reading whole lines back."""

import contextlib
import os
import re
import socket
import tempfile
import time

from support.outcome import Failure, expect, expect_equal

DROPPED = re.compile(r"owlet: warning: log .*: (\d+) lines? w(?:as|ere) dropped")
AGENT = "User-Agent: " + "agent/1.0 " * 12


@contextlib.contextmanager
def directory():
    """A directory of its own, which others may enter."""
    with tempfile.TemporaryDirectory(prefix="httpdtest-log-") as home:
        os.chmod(home, 0o755)
        yield home


@contextlib.contextmanager
def fifo(home):
    """The path of a pipe in that directory, and its reading end, which has read nothing yet."""
    path = f"{home}/pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield path, reader
    finally:
        os.close(reader)


@contextlib.contextmanager
def log_daemon(path):
    """A socket of datagrams at that path, as a log daemon has one."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as daemon:
        daemon.bind(path)
        daemon.settimeout(10)
        try:
            yield daemon
        finally:
            os.unlink(path)


def ask_many(connection, web, first, count, *fields):
    """So many pipelined requests on one connection, numbered in their targets, each answered."""
    for start in range(first, first + count, 100):
        numbers = range(start, min(start + 100, first + count))
        connection.send(b"".join(web.request(f"/tiny.txt?{number}", *fields, close=False) for number in numbers))
        for _ in numbers:
            expect_equal("status", connection.response().status, 200)


def numbers_of(data):
    """The numbers of such requests in the lines of a log; each line has to be whole."""
    expect(not data or data.endswith(b"\n"), "whole lines", data[-200:])
    found = []
    for line in data.split(b"\n")[:-1]:
        match = re.fullmatch(rb'\S+ - - \[[^]]+\] "GET /tiny\.txt\?(\d+) HTTP/1\.1" 200 \d+ "[^"]*" "[^"]*"', line)
        expect(match, "a whole line of a request", line)
        found.append(int(match[1]))
    return found


def wait_until(what, check, seconds=10):
    """Waits until check() gives something that is true, and returns it."""
    end = time.monotonic() + seconds
    while not (found := check()):
        if time.monotonic() > end:
            raise Failure(f"expected {what} within {seconds} s")
        time.sleep(0.005)
    return found


def read_all(reader, is_done, seconds=20):
    """Reads a pipe until it is empty and is_done says of what came that it is all."""
    data, end = bytearray(), time.monotonic() + seconds
    while True:
        done = is_done(data)
        try:
            while piece := os.read(reader, 1 << 16):
                data += piece
        except BlockingIOError:
            pass
        if done:
            return bytes(data)
        expect(time.monotonic() < end, f"the end of the log within {seconds} s", bytes(data[-200:]))
        time.sleep(0.002)


def has_all(servers, requests):
    """For read_all: whether each of so many requests has a line or was said to be dropped."""
    return lambda data: data.count(b"\n") + sum(sum(dropped(server)) for server in servers) >= requests


def content(path):
    """What is in a file; nothing if there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def dropped(server):
    """How many lines owlet said that it dropped, one number for each time that it said so."""
    return [int(match[1]) for line in server.lines if (match := DROPPED.fullmatch(line))]


def resident_kib(server):
    """The memory that the process takes."""
    with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1])


def after(seconds):
    """For wait_until: true when so many seconds are over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end
